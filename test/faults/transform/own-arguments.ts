import { tele } from 'telescopic'

function counts() { return arguments.length }
tele('job', counts)
tele('job', function () { return (() => arguments.length)() })
// None of these: the `arguments` of another function, and a property of that name.
tele('job', function () { return function () { return arguments } })
tele('job', function (span) { return work.arguments })
