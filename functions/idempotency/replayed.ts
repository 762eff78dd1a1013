/** An answer that was given before, to the same request under the same key. */
export class Replayed<T> {
  readonly status: number;
  readonly body: T;
  constructor(status: number, body: T) {
    this.status = status;
    this.body = body;
  }
}
