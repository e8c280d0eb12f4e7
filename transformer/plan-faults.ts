import { createDiagnostic, type Diagnostic, type PlaceFinder, suggestName } from '../report/index.ts'
import { ARGUMENT_COUNTS, type CallArguments, removedArguments } from './arguments.ts'
import { findEffect } from './effects.ts'
import { type Node, nodeOf } from './syntax.ts'
import type { Escape, SpanCall, TeleCall } from './use.ts'

/** What makes a removal impossible, or the two builds differ. */

export function checkArguments(
  { call, method }: TeleCall | SpanCall,
  given: CallArguments,
  placeAt: PlaceFinder,
): Diagnostic[] {
  const place = placeAt(call.start, call.end)
  switch (given.fault) {
    case 'count':
      return [createDiagnostic('arguments-count', describeCount(method, call), place)]
    case 'spread':
      return [
        createDiagnostic('argument-spread', 'which argument is which cannot be seen', place, [
          'write the arguments out',
        ]),
      ]
    case 'callback':
      return [reportUnclear(given.others[0]!, placeAt)]
  }
  return removedArguments(given).flatMap((argument) => {
    const effect = findEffect(argument)
    if (!effect) return []
    const message = `the argument contains ${effect.what}, which would not happen with telemetry compiled out`
    return [
      createDiagnostic('argument-effect', message, placeAt(effect.node.start, effect.node.end), [
        'do it in a statement before the call',
      ]),
    ]
  })
}

function describeMethod(method: TeleCall['method'] | SpanCall['method']): string {
  if (method === 'span') return 'tele'
  return method === 'observe' ? `'record'` : `'${method}'`
}

function describeCount(method: TeleCall['method'] | SpanCall['method'], call: Node): string {
  const [least, most] = ARGUMENT_COUNTS[method]
  const takes = least === most ? `${least}` : `${least} to ${most}`
  return `${describeMethod(method)} takes ${takes} arguments, and the call has ${call.arguments.length}`
}

function reportUnclear(argument: Node, placeAt: PlaceFinder): Diagnostic {
  const message = 'whether this is metadata or a function cannot be seen here'
  const notes = ['write `{ ...metadata }` for metadata, `() => work()` for a function']
  return createDiagnostic('callback-form', message, placeAt(argument.start, argument.end), notes)
}

export function reportEscape({ what, name, path, valid = [] }: Escape, placeAt: PlaceFinder): Diagnostic {
  const { start, end } = nodeOf(path)
  const place = placeAt(start, end)
  switch (what) {
    case 'method': {
      const suggestion = suggestName(name, valid)
      const note = suggestion ? `did you mean '${suggestion}'?` : `the methods are ${valid.join(', ')}`
      return createDiagnostic('method-unknown', `there is no method '${name}'`, place, [note])
    }
    case 'result':
      return createDiagnostic(
        'tele-escape',
        `the result of '${name}' is used, and is nothing when telemetry is compiled out`,
        place,
        ['write it as a statement, or `await` it'],
      )
    case 'variable':
      return createDiagnostic(
        'handle-escape',
        `'${name}' is not a plain \`const\`, so that it cannot be compiled out`,
        place,
        ['declare it with `using` or `const`, and do not export it'],
      )
    case 'handle':
      return createDiagnostic(
        'handle-escape',
        `'${name}' is used as a value, so that it cannot be compiled out`,
        place,
        ["keep a span in `using` or `const`, or open it around a function: tele('…', (span) => …)"],
      )
    case 'companion':
      return createDiagnostic('tele-escape', `'${name}' is used where it cannot be compiled out`, place, [
        'use it in `tele.configure({ … })`, or inside `if (tele.enabled) { … }`',
      ])
    case 'tele':
      return createDiagnostic('tele-escape', `'${name}' is used as a value, so that it cannot be compiled out`, place, [
        "call it where it stands: tele('…'), tele.count('…')",
      ])
  }
}

export function reportLeak(node: Node, placeAt: PlaceFinder): Diagnostic {
  const message = 'this way of loading telescopic cannot be compiled out'
  return createDiagnostic('tele-escape', message, placeAt(node.start, node.end), [
    /^Export/.test(node.type)
      ? 'name this module in the option `modules`, so that it and its importers are cleaned together'
      : "import it where it is used: import { tele } from 'telescopic'",
  ])
}
