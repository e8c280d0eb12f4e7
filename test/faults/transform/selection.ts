import { tele } from 'telescopic'

export function run(tele: () => void) {
  tele()
}
tele('job', (span) => {
  span.set({ cached: true })
  span.count('retries')
})
