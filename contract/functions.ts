import type { FunctionDefinition, FunctionName } from './types.ts';

const api = { signIn: true, timeoutSeconds: 15, memoryMegabytes: 512 } as const;
const workflow = { timeoutSeconds: 30, memoryMegabytes: 512 } as const;

/** What it takes to assign those who wait to shifts. */
const dispatch = {
  queue: 'read-write',
  teams: 'read',
  shifts: 'read-write',
  appointments: 'read-write',
  outbox: 'write',
} as const;

export const functions: Record<FunctionName, FunctionDefinition> = {
  'api-appointments': {
    ...api,
    description: 'Submit, list, read, cancel and resubmit appointments',
    entry: 'functions/api/appointments.ts',
    tables: {
      appointments: 'read-write',
      organisations: 'read',
      instruments: 'read-write',
      queue: 'read-write',
      outbox: 'write',
      idempotency: 'read-write',
    },
  },
  'api-tasks': {
    ...api,
    description: 'List, claim, release and decide tasks; record results',
    entry: 'functions/api/tasks.ts',
    tables: {
      appointments: 'read-write',
      instruments: 'read-write',
      queue: 'write',
      outbox: 'write',
      idempotency: 'read-write',
    },
  },
  'api-dispatch': {
    ...api,
    description: 'The dispatch board, teams, shifts and reassignment',
    entry: 'functions/api/dispatch.ts',
    tables: {
      queue: 'read',
      teams: 'read-write',
      shifts: 'read-write',
      appointments: 'read-write',
      idempotency: 'read-write',
    },
  },
  'api-quotes': {
    ...api,
    description: 'What would it cost, and why',
    entry: 'functions/api/quotes.ts',
    tables: { organisations: 'read' },
  },
  'api-certificates': {
    ...api,
    description: 'Certificates and notices, and the public check of one',
    entry: 'functions/api/certificates.ts',
    tables: { certificates: 'read', appointments: 'read' },
  },
  'api-organisations': {
    ...api,
    description: 'What an organisation says of itself, and its ledger',
    entry: 'functions/api/organisations.ts',
    tables: { organisations: 'read-write', instruments: 'read', idempotency: 'read-write' },
  },
  'api-service': {
    ...api,
    description: 'Health and the OpenAPI description',
    entry: 'functions/api/service.ts',
    tables: {},
  },
  'await-dispatch': {
    ...workflow,
    description: 'Keeps the token of a wait for dispatch; what is late goes to the head of the queue',
    entry: 'functions/workflow/await-dispatch.ts',
    tables: { appointments: 'read-write', queue: 'read-write', waits: 'write', outbox: 'write' },
  },
  'open-task': {
    ...workflow,
    description: 'Asks a candidate group to decide, or also the people one level up',
    entry: 'functions/workflow/open-task.ts',
    tables: { appointments: 'read-write', waits: 'write', outbox: 'write' },
  },
  'apply-default': {
    ...workflow,
    description: 'Applies what the policy says of a task that nobody decided in time',
    entry: 'functions/workflow/apply-default.ts',
    tables: { appointments: 'read-write', instruments: 'read-write', queue: 'write' },
  },
  close: {
    ...workflow,
    description: 'Settles the fee, issues certificates and notices, updates the ledger',
    entry: 'functions/workflow/close.ts',
    tables: { appointments: 'read-write', instruments: 'read-write', certificates: 'write' },
  },
  release: {
    ...workflow,
    description: 'Gives back capacity, closes open tasks and ends the appointment with a readable reason',
    entry: 'functions/workflow/release.ts',
    tables: {
      appointments: 'read-write',
      queue: 'read-write',
      shifts: 'read-write',
      instruments: 'read-write',
      outbox: 'write',
    },
  },
  relay: {
    description: 'Delivers outbox rows: starts executions, resumes waiting ones',
    entry: 'functions/events/relay.ts',
    tables: { outbox: 'write', waits: 'read' },
    starts: ['appointment'],
    resumes: ['appointment', 'verification', 'fee-waiver'],
    timeoutSeconds: 60,
    memoryMegabytes: 512,
  },
  dispatcher: {
    description:
      'Assigns those who wait to shifts, in the institutions where somebody came or capacity was added',
    entry: 'functions/events/dispatcher.ts',
    tables: dispatch,
    timeoutSeconds: 60,
    memoryMegabytes: 512,
  },
  'execution-ended': {
    description: 'Cleans up after an execution that failed, timed out or was stopped from outside',
    entry: 'functions/events/execution-ended.ts',
    tables: {
      appointments: 'read-write',
      queue: 'read-write',
      shifts: 'read-write',
      instruments: 'read-write',
      outbox: 'write',
    },
    timeoutSeconds: 60,
    memoryMegabytes: 512,
  },
  reconciler: {
    description: 'Redelivers outbox rows that stayed undelivered',
    entry: 'functions/schedule/reconciler.ts',
    tables: { outbox: 'read-write', waits: 'read' },
    starts: ['appointment'],
    resumes: ['appointment', 'verification', 'fee-waiver'],
    timeoutSeconds: 120,
    memoryMegabytes: 512,
  },
  'dispatch-waiting': {
    description: 'Runs the dispatcher where somebody still waits, so that a lost record of a stream heals',
    entry: 'functions/schedule/dispatch-waiting.ts',
    tables: dispatch,
    timeoutSeconds: 120,
    memoryMegabytes: 512,
  },
  'deadline-sweeper': {
    description: 'Asks the next higher group too to do overdue tasks',
    entry: 'functions/schedule/deadline-sweeper.ts',
    tables: { appointments: 'read-write' },
    timeoutSeconds: 120,
    memoryMegabytes: 512,
  },
};
