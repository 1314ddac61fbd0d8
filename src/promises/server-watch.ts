import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** When a request arrived and when its answer left. */
export interface Span {
  /** Places in the one order of all arrivals and departures; 0 where it has not happened yet. */
  begunAt: number;
  leftAt: number;
  /** The same as time. */
  begunMs: number;
  leftMs: number;
}

/** Sees what requests of this process's HTTP servers do. */
export interface ServerWatch {
  /** The headers that name a request, and what becomes known about it. */
  expect(): { readonly headers: Readonly<Record<string, string>>; readonly span: Span };
  end(): void;
}

/**
 * Watches this process's HTTP servers until it is ended, by Node's own diagnostics channels. An
 * answer has left when its last byte has been handed to the operating system.
 */
export function watchServer(): ServerWatch {
  /** Until they have left; a request that is cut off stays, and there are few. */
  const spans = new Map<string, Span>();
  let place = 0;
  const nameOf = (message: unknown) =>
    String((message as { request: IncomingMessage }).request.headers["x-promise"]);
  const onStart = (message: unknown) => {
    const span = spans.get(nameOf(message));
    if (span) Object.assign(span, { begunAt: ++place, begunMs: performance.now() });
  };
  const onFinish = (message: unknown) => {
    const span = spans.get(nameOf(message));
    if (span) Object.assign(span, { leftAt: ++place, leftMs: performance.now() });
    spans.delete(nameOf(message));
  };
  subscribe("http.server.request.start", onStart);
  subscribe("http.server.response.finish", onFinish);
  let named = 0;
  return {
    expect: () => {
      const name = String(++named);
      const span: Span = { begunAt: 0, leftAt: 0, begunMs: 0, leftMs: 0 };
      spans.set(name, span);
      return { headers: { "x-promise": name }, span };
    },
    end: () => {
      unsubscribe("http.server.request.start", onStart);
      unsubscribe("http.server.response.finish", onFinish);
    },
  };
}
