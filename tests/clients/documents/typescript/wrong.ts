// What the compiler must refuse, each for the reason that is said, and nothing else.

import { userOptionGet, userOptionSet, v3UserOptionGet, v3UserOptionSet } from './client'

export const number = userOptionGet({ body: { option: 5 } }) // TS2322
export const unknown = v3UserOptionGet({ body: { opton: 'theme' } }) // TS2561
export const text = userOptionSet({ body: { options: 'theme' } }) // TS2322
export const header = v3UserOptionSet({ body: {}, headers: { 'Idempotency-Key': 1 } }) // TS2322
export const failed = userOptionSet({ body: {} }).then((answer) => answer.data.result) // TS18048
export const flag = userOptionSet({ body: {} }).then((answer): string | undefined => answer.data?.result) // TS2322
export const older = v3UserOptionSet({ body: {} }).then((answer) => answer.data?.result.next) // TS2339
export const newer = userOptionGet().then((answer) => answer.error?.error.code) // TS2339
