import { tele } from 'telescopic'

const span = tele('job')
work(span)
let changed = tele('job')
export const shared = tele('job')
work(tele('job'))
const either = process.argv[2] ? tele('job') : undefined
using closed = tele('job')
console.log(closed.scope)
closed.stop()
tele('job', (inner) => {
  keep.push(inner)
  return inner
})
