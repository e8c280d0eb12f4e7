import { tele } from 'telescopic'
import { memoryReporter } from 'telescopic/memory'

tele.enabled = true
;[tele.enabled] = [true]
delete tele.enabled
import count = tele.count
import(`telescopic`).then((late) => late.tele.count('hit'))
const { JOB = 1, ...scopes } = await import('./telescopic.gen/scopes.js')
let n = 0
const counted = memoryReporter(n++)
const run = memoryReporter(() => work())
const memory = memoryReporter()
memory.reset(n++)
