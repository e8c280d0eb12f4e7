import { tele } from 'telescopic'

tele('job', { modle: 'm' }, () => 1)
tele('job', { cached: 'yes', size: 1.5, model: 3 }, () => 1)
tele('batch')
tele('batch', { sise: 3 })
tele('batch', { size: -1, other: 1 }, () => 1)
tele.count('hit', 1, { tier: 'l3', ratio: 'half' })
tele.count('hit', 1, { tier: 1, ratio: null })
tele.gauge('depth', 1, { any: 'thing' })
tele.emit('tool.done', { byte: 1 })
tele.emit('tool.done', {})
tele.emit('tool.done', { bytes: 'many' }, { model: `m` })
tele('job', (span) => {
  span.set({ modle: 'm' })
})
// None of these: what is not literal is TypeScript's business.
const more = { model: 'm' }
tele('job', { ...more }, () => 1)
tele('batch', { ...more })
tele.count('hit', 1, { ['ti' + 'er']: 'l3' })
