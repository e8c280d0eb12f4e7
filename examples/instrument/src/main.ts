import { load } from 'js-yaml'
import { tele } from 'telescopic'
import { Orders } from './orders.js'

/** The only file that names telescopic: it says where records go. */
tele.configure({
  enabled: true,
  reporters: [
    {
      recordTiming: (scope, _durationS, { parentScope }) =>
        console.log(parentScope === undefined ? scope : `${parentScope} > ${scope}`),
      recordMetric: () => {},
    },
  ],
})

const orders = new Orders()
const amounts = load('[1, 2, 3]') as number[]
console.log(await orders.price('a', amounts))
console.log(await orders.price('a', []))
await tele.flush()
