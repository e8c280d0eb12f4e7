import { tele } from 'telescopic'
import * as Scope from './telescopic.gen/scopes.js'
import { TOOL_DON } from './telescopic.gen/scopes.js'

tele('jbo')
tele.count('hti')
tele('nothing_like_it', () => 1)
tele(Scope.JBO)
tele.emit(TOOL_DON, { bytes: 1 })
tele.count('job')
tele('hit', () => 1)
tele.wrap('depth', work)
tele.record('depth', 1)
const name = 'job'
tele(name)
tele(`job.${name}`)
tele.count(name + '.retries')
tele('old_job', () => 1)

using job = tele('job')
job.gauge('tokns', 1)
job.count('tokens')
job.count(name)
