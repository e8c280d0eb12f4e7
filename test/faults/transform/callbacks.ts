import { tele } from 'telescopic'
import { imported } from './other.js'

function withSpan(span: unknown) { return span }
tele('job', withSpan)
tele('job', imported)
tele('job', { size: 1 }, imported)
tele('job', imported.method)
tele('job', function* () { yield 1 })
tele('job', ({ set }) => set({}))
tele('job', (span, other) => other)
tele('job', function () { return arguments.length })
// None of these: `this` is not the span's parameter, and an arrow function has the `arguments` of the function around it.
tele('job', function (this: void, span) { span.end() })
function around() { tele('job', () => arguments.length) }
