import * as z from 'zod';
import { labelled } from '#domain/labelled.ts';
import { Instant } from '#domain/time/instant.ts';

/** Everything that can happen to an appointment. */
export const HistoryEventType = labelled('HistoryEventType', {
  Submitted: { zh: '提交预约', en: 'submitted' },
  Resubmitted: { zh: '更正后重新提交', en: 'corrected and submitted again' },
  Returned: { zh: '退回更正', en: 'returned to be corrected' },
  ReturnedByDefault: { zh: '逾期未审查，系统退回', en: 'returned, as nobody reviewed it in time' },
  Accepted: { zh: '受理', en: 'accepted' },
  AcceptedByDefault: { zh: '逾期未审查，自动受理', en: 'accepted, as nobody reviewed it in time' },
  Overdue: { zh: '超过承诺日期', en: 'past the promised day' },
  Dispatched: { zh: '派工', en: 'dispatched' },
  Reassigned: { zh: '改派', en: 'reassigned' },
  Received: { zh: '收样', en: 'instruments received' },
  Tested: { zh: '检定完成', en: 'tested' },
  Checked: { zh: '核验通过', en: 'checked' },
  Authorised: { zh: '批准', en: 'authorised' },
  SentBack: { zh: '退回重检', en: 'sent back to be tested again' },
  WaiverReviewed: { zh: '减免审批', en: 'waiver reviewed' },
  WaiverCountersigned: { zh: '减免会签', en: 'waiver countersigned' },
  WaiverDecidedByDefault: {
    zh: '逾期未审批，按政策处理减免',
    en: 'waiver decided by the policy, as nobody decided in time',
  },
  Completed: { zh: '办结', en: 'completed' },
  CancelRequested: { zh: '申请取消', en: 'cancellation asked for' },
  Cancelled: { zh: '取消', en: 'cancelled' },
  Failed: { zh: '未能办理', en: 'failed' },
});
export type HistoryEventType = z.infer<typeof HistoryEventType>;

export const HistoryEvent = z
  .object({
    type: HistoryEventType,
    at: Instant,
    /** The version of the appointment that it led to. */
    version: z.int().min(1),
    by: z.string(),
    detail: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({
    id: 'HistoryEvent',
    description:
      'One thing that happened to an appointment, beside it in the same table. Who is a person, or `system`.',
  });
export type HistoryEvent = z.infer<typeof HistoryEvent>;

/** What a write says of itself; the version is that of the appointment which it writes. */
export type HistoryEntry = Omit<HistoryEvent, 'version'>;
