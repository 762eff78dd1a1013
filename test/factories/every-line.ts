/**
 * Has the functions log every line, whatever the environment of the tests says: a test looks for secrets in them.
 * The logger reads this once, when it is made, and comes back to it at every call.
 */
process.env.POWERTOOLS_LOG_LEVEL = 'DEBUG';
