import type { MachineDefinition, MachineName } from './types.ts';

export const machines: Record<MachineName, MachineDefinition> = {
  appointment: {
    description: 'The life of one revision of an appointment',
    definition: 'statemachines/appointment.asl.json',
    substitutions: {
      Partition: 'partition',
      OpenTaskFunctionArn: { function: 'open-task' },
      ApplyDefaultFunctionArn: { function: 'apply-default' },
      CloseFunctionArn: { function: 'close' },
      ReleaseFunctionArn: { function: 'release' },
      VerificationMachineArn: { machine: 'verification' },
      FeeWaiverMachineArn: { machine: 'fee-waiver' },
    },
  },
  verification: {
    description: 'From the queue to an authorised result: dispatch, reception, test, check, authorisation',
    definition: 'statemachines/verification.asl.json',
    substitutions: {
      Partition: 'partition',
      AwaitDispatchFunctionArn: { function: 'await-dispatch' },
      OpenTaskFunctionArn: { function: 'open-task' },
    },
  },
  'fee-waiver': {
    description: 'A person decides a fee waiver, a second one above the limit, or time decides',
    definition: 'statemachines/fee-waiver.asl.json',
    substitutions: {
      Partition: 'partition',
      OpenTaskFunctionArn: { function: 'open-task' },
      ApplyDefaultFunctionArn: { function: 'apply-default' },
    },
  },
};
