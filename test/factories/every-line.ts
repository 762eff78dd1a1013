/**
 * Has the functions log every line, whatever the environment of the tests says: a test looks for secrets in them.
 * The logger reads this once, when it is made, and comes back to it at every call.
 */
process.env.POWERTOOLS_LOG_LEVEL = 'DEBUG';
// Operators may switch this on for a whole account: then, too, no event with its token may be logged.
process.env.POWERTOOLS_LOGGER_LOG_EVENT = 'true';
