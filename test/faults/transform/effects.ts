import { tele } from 'telescopic'

let n = 0
const o: { k?: number } = { k: 1 }
tele.gauge('depth', n++)
tele.gauge('depth', (n = 3))
tele.count('hit', 1, { tier: delete o.k ? 'l1' : 'l2' })
tele.gauge('depth', await Promise.resolve(1))
function* g() {
  tele.gauge('depth', yield 1)
}
tele.gauge('depth', [1].filter((x) => (n += x)).length)
tele('job', { size: --n }, () => 1)
// None of these: a function in an argument may write to its own variables, and calls are allowed.
tele.gauge('depth', [1].reduce((sum, x) => { let y = sum; y += x; return y }, 0))
tele.gauge('depth', g().next().value ?? new Date().getTime())
tele('job', () => n++)
