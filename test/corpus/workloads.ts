/** What packages do in earnest, beside calls of their functions one by one. */
// biome-ignore lint/suspicious/noExplicitAny: modules of other people, known at run time only
type Module = any

export const WORKLOADS: Readonly<Record<string, (main: Module, log: (...values: unknown[]) => void) => Promise<void>>> =
  {
    rxjs: async (rx, log) => {
      const subject = new rx.Subject()
      subject
        .pipe(
          rx.scan((sum: number, one: number) => sum + one, 0),
          rx.pairwise(),
          rx.take(3),
        )
        .subscribe({
          next: (value: unknown) => log('next', value),
          complete: () => log('complete'),
        })
      for (const one of [1, 2, 3, 4, 5]) subject.next(one)
      const merged = rx.merge(rx.of(1, 2), rx.from([3, 4]).pipe(rx.delay(2)), rx.timer(1).pipe(rx.map(() => 'timer')))
      log(
        'merged',
        await rx.lastValueFrom(
          merged.pipe(
            rx.toArray(),
            rx.map((list: unknown[]) => list.length),
          ),
        ),
      )
      const nested = rx.range(1, 4).pipe(
        rx.concatMap((n: number) => rx.range(0, n).pipe(rx.reduce((a: number, b: number) => a + b, 0))),
        rx.groupBy((n: number) => n % 2),
        rx.mergeMap((group: Module) => group.pipe(rx.toArray())),
        rx.toArray(),
      )
      log('nested', await rx.lastValueFrom(nested))
      const failing = rx
        .throwError(() => new Error('first'))
        .pipe(
          rx.retry(2),
          rx.catchError((error: Error) => rx.of(error.message)),
        )
      log('failing', await rx.firstValueFrom(failing))
      log(
        'shared',
        await rx.lastValueFrom(rx.defer(() => rx.of(1, 2, 3)).pipe(rx.shareReplay(2), rx.bufferCount(2), rx.toArray())),
      )
      log('zipped', await rx.lastValueFrom(rx.zip(rx.of('a', 'b'), rx.interval(1)).pipe(rx.toArray())))
    },
    mobx: async (mobx, log) => {
      const store = mobx.observable({ items: [1, 2, 3], factor: 2, map: new Map([['a', 1]]) })
      const total = mobx.computed(() => store.items.reduce((sum: number, one: number) => sum + one * store.factor, 0))
      const stop = mobx.autorun(() => log('total', total.get(), store.map.get('a')))
      mobx.runInAction(() => {
        store.items.push(4)
        store.factor = 3
      })
      mobx.runInAction(() => store.map.set('a', 2))
      stop()
      mobx.reaction(
        () => store.factor,
        (now: number, before: number) => log('reaction', now, before),
      )
      mobx.runInAction(() => (store.factor = 5))
      log('tree', mobx.toJS(store), mobx.getDependencyTree(total))
      const load = mobx.flow(function* (n: number): Generator<unknown, unknown, number> {
        const first: number = yield Promise.resolve(n + 1)
        return first + (yield Promise.resolve(10))
      })
      log('flow', await load(1))
      class Counter {
        count = 0
        constructor() {
          mobx.makeAutoObservable(this)
        }
        get double(): number {
          return this.count * 2
        }
        up(): void {
          this.count++
        }
      }
      const counter = new Counter()
      mobx.when(
        () => counter.double > 3,
        () => log('when', counter.count),
      )
      counter.up()
      counter.up()
    },
    '@tanstack/query-core': async (query, log) => {
      const client = new query.QueryClient({ defaultOptions: { queries: { retry: 1, retryDelay: 1 } } })
      let tries = 0
      const observer = new query.QueryObserver(client, { queryKey: ['a'], queryFn: async () => ({ n: 1 }) })
      const stop = observer.subscribe((result: Module) => log('observed', result.status, result.data))
      log('fetched', await client.fetchQuery({ queryKey: ['a'], queryFn: async () => ({ n: 1 }) }))
      const failing = { queryKey: ['b'], queryFn: async () => Promise.reject(new Error(`no ${++tries}`)) }
      log('failed', await client.fetchQuery(failing).catch((error: Error) => error.message), tries)
      client.setQueryData(['a'], { n: 2 })
      await client.invalidateQueries({ queryKey: ['a'] })
      stop()
      log('hash', query.hashKey([{ b: 1, a: [2] }]), query.dehydrate(client).queries.length)
      const mutation = new query.MutationObserver(client, { mutationFn: async (n: number) => n * 2 })
      log('mutated', await mutation.mutate(4))
    },
    effect: async ({ Effect, Option, Schema, Stream, Ref, Fiber, Duration }, log) => {
      const program = Effect.gen(function* (): Generator<Module, unknown, Module> {
        const ref = yield* Ref.make(1)
        yield* Ref.update(ref, (n: number) => n + 1)
        const fiber = yield* Effect.forkChild(Effect.succeed(5))
        const joined = yield* Fiber.join(fiber)
        return (yield* Ref.get(ref)) + joined
      })
      log('gen', await Effect.runPromise(program))
      log('all', Effect.runSync(Effect.all([Effect.succeed(1), Effect.sync(() => 2)])))
      log('failed', String(await Effect.runPromise(Effect.fail('no')).catch((error: unknown) => error)))
      log('stream', await Effect.runPromise(Stream.runCollect(Stream.map(Stream.range(1, 5), (n: number) => n * n))))
      log('schema', Schema.decodeUnknownSync(Schema.Struct({ a: Schema.Number }))({ a: 1 }))
      log(
        'option',
        Option.getOrElse(
          Option.map(Option.some(2), (n: number) => n + 1),
          () => 0,
        ),
        Duration.toMillis('2 seconds'),
      )
    },
  }
