import { currentFrame } from './context.ts'
import type { Bag } from './metadata.ts'
import { type Metric, merge, type Recorder, recordMetric } from './recorder.ts'

/** A metric with its name and metadata bound. What was bound is copied at once: a later change does not show. */
export function bindMetric(
  recorder: Recorder,
  type: Metric['type'],
  scope: string,
  metadata: unknown,
): (value: number, metadata?: unknown) => void {
  const bound = merge<Bag>(recorder, {}, metadata)
  return (value, more) => {
    // Asked at every call: handles are made while modules load, before the entry can call `configure`.
    if (!recorder.enabled) return
    const all = more === undefined ? bound : merge<Bag>(recorder, { ...bound }, more)
    recordMetric(recorder, { type, scope, value, metadata: all, parent: currentFrame() })
  }
}
