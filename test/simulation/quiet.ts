// Read when the logger is made: to be imported before anything that logs.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.AWS_REGION = 'cn-northwest-1';
