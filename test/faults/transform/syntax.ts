import { tele } from 'telescopic'

tele.count('hit'
const a = 1
