import * as z from 'zod';
import { Person } from '#domain/people/person.ts';
import { Lane } from '#domain/policy/lane.ts';
import { TaskStep } from '#domain/tasks/steps.ts';
import { Candidate } from '#domain/tasks/task.ts';
import { Instant } from '#domain/time/instant.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { UnitId } from '#domain/units/unit.ts';

export const TaskSummary = z
  .object({
    id: z.string(),
    appointmentId: z.string(),
    revision: z.int().min(1),
    status: z.enum(['OPEN', 'CLAIMED']),
    organisationName: z.string(),
    unit: UnitId,
    institution: InstitutionId,
    step: TaskStep,
    round: z.int().min(0),
    lane: Lane,
    candidates: z.array(Candidate).min(1),
    claimedBy: Person.optional(),
    createdAt: Instant,
    dueAt: Instant,
    escalatedAt: Instant.nullable(),
    version: z.int().min(1),
  })
  .meta({ id: 'TaskSummary', description: 'An open task as a work list shows it.' });
export type TaskSummary = z.infer<typeof TaskSummary>;
