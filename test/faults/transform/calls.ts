import { tele } from 'telescopic'

const list = ['hit'] as const
tele()
tele('job', {}, () => 1, 2)
tele.count(...list)
tele.gauge('depth')
tele.flush(1)
tele.configure()
tele.wrap('job')
tele.flush().then(() => 1)
await tele.flush()
void tele.flush()
