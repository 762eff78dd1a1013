/** What functions count themselves, under the names by which alarms find it. */
export const metrics = {
  /** The dimension of all of them, which is in every line of the log. */
  service: 'greenlane',
  unreadableRows: 'UnreadableRows',
} as const;
