import { type Cell, createCells, findCell } from './cells.ts'
import { currentFrame } from './context.ts'
import { type Bag, copyInto } from './metadata.ts'
import type { Redact } from './privacy.ts'
import { copy, type Recorder, recordMetric } from './recorder.ts'
import { COUNTER } from './records.ts'
import { findSite, type Site } from './site.ts'

/**
 * A metric with its name and metadata bound. Metadata is copied when it is bound: a later change does not show. It is
 * redacted when the first value is recorded: handles are made while modules load, before the entry can call `configure`. What
 * a handle records is also summed in a cell, which it holds.
 */
export function bindMetric(
  recorder: Recorder,
  kind: number,
  scope: string,
  metadata: unknown,
): (given?: unknown, metadata?: unknown) => void {
  const unredacted: Bag | undefined = metadata === undefined ? undefined : {}
  if (unredacted !== undefined) copyInto(unredacted, metadata, undefined, recorder.dropped)
  let bound: Bag | undefined
  let cell: Cell | undefined
  let boundUnder: Redact | undefined
  let held: Site | undefined
  return (given, more) => {
    // A counter counts one unless it is told otherwise; of a distribution, no value is no number.
    const value = given === undefined && kind === COUNTER ? 1 : given
    const site = held?.interest ? held : findSite(recorder, scope)
    if (site === undefined) return
    if (site.kept) held = site
    if (boundUnder !== site.redact) {
      bound = copy(site, unredacted)
      cell = undefined
      boundUnder = site.redact
    }
    const frame = currentFrame()
    if (more === undefined) {
      cell ??= cellOf(recorder, scope, kind, bound)
      return recordMetric(site, kind, value, bound, frame, cell)
    }
    const bag = { ...bound, ...copy(site, more) }
    recordMetric(site, kind, value, bag, frame, cellOf(recorder, scope, kind, bag))
  }
}

function cellOf(recorder: Recorder, scope: string, kind: number, bag: Bag | undefined): Cell {
  recorder.cells ??= createCells()
  return findCell(recorder.cells, scope, kind, bag)
}
