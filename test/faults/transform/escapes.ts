import { tele, createTelemetry } from 'telescopic'
import * as telescopic from 'telescopic'
import { memoryReporter } from 'telescopic/memory'
import { consoleReporter } from 'telescopic/console'
import { JOB } from './telescopic.gen/scopes.js'

const copy = tele
work(tele)
const bound = tele.count.bind(tele)
const { count } = tele
export { tele }
console.log(telescopic, JOB)
tele.cuont('hit')
new tele()
tele`job`
const own = createTelemetry({})
own.count('hit')
const memory = memoryReporter()
console.log(memory.report())
work(consoleReporter())
const late = import('telescopic')
export const required = require('telescopic/memory')
export * from 'telescopic'
