import { createDiagnostic, type Diagnostic, type Note } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { Catalog, Scope } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds scopes that name functions and cannot be put around them: nobody is there who could say more than the name. */
export function checkInstruments(catalog: Catalog, { doubtful }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return [...catalog.scopes.values()].flatMap((scope) => {
    const [first] = scope.instrument
    if (!first || doubtful.has(scope)) return []
    const unfit = describeUnfit(scope)
    return unfit ? createDiagnostic('instrument-kind', unfit.message, first.place, unfit.notes) : []
  })
}

interface Unfit {
  readonly message: string
  readonly notes: readonly (Note | string)[]
}

/** The first reason stands for the others: who has taken `instrument` out for one has no other left. */
function describeUnfit({ name, kind, deprecated, attributes }: Scope): Unfit | undefined {
  const shown = showText(name)
  if (kind !== 'span') {
    const message = `The ${kind} ${shown} cannot be put around a function; only a span can.`
    return { message, notes: ['take `instrument` out, and report it by a call in the function'] }
  }
  if (deprecated) {
    const target = deprecated.replacedBy
    const note = target === undefined ? 'take `instrument` out' : `name the functions at ${showText(target)}`
    return { message: `The deprecated span ${shown} is put around functions.`, notes: [note] }
  }
  const required = attributes.find(({ requirement }) => requirement === 'required')
  if (!required) return undefined
  const attribute = showText(required.name)
  return {
    message: `${shown} requires the attribute ${attribute}, which a span around a function is not given.`,
    notes: [
      {
        message: required.from === undefined ? 'listed here' : `it comes from ${required.from}`,
        place: required.place,
      },
      `make it \`recommended\`, or take \`instrument\` out and open the span by a call that gives it`,
    ],
  }
}
