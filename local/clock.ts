/** The one clock of the local run is the engine's: what waits in a machine and what waits elsewhere wait on it together. */
export { type Clock, MovableClock, type Timer } from '#stepfunctions';
