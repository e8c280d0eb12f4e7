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
