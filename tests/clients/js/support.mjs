// The portal of `portal.toml` as the SDK sees it, and what the tests share.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import axios from 'axios'
import { B24Hook, B24OAuth, AjaxError, ParamsFactory } from '@bitrix24/b24jssdk'

export const PORTAL = 'https://portal.test'

// Name, what is sent, and what comes back where PHP makes something else of it.
export const VALUES = JSON.parse(readFileSync(join(realpathSync(import.meta.dirname), '..', 'values.json'), 'utf8'))

// The SDK slows itself down by the limits of a cloud portal; this one has none.
const unlimited = {
  ...ParamsFactory.getDefault(),
  rateLimit: { burstLimit: 1000, drainRate: 1000, adaptiveEnabled: false },
  retryDelay: 100
}

export function webhook(code = 'sdk-webhook', user = 1, restrictions = {}, portal = PORTAL) {
  const restrictionParams = { ...unlimited, ...restrictions }
  return B24Hook.fromWebhookUrl(`${portal}/rest/${user}/${code}/`, { restrictionParams })
}

// A client by this token; unless told otherwise the SDK believes that it is good for an hour.
export function oauth(accessToken = 'ada-token', refreshToken = '', options = {}) {
  const { left = 3600, secret = 'sdk-secret', clientId = 'app.sdk' } = options
  const params = {
    applicationToken: '',
    userId: 1,
    memberId: 'portal.clients',
    accessToken,
    refreshToken,
    expires: Math.floor(Date.now() / 1000) + left,
    expiresIn: 3600,
    scope: 'crm,user',
    domain: 'portal.test',
    clientEndpoint: `${PORTAL}/rest/`,
    serverEndpoint: 'https://oauth.bitrix24.tech/rest/',
    status: 'L'
  }
  return new B24OAuth(params, { clientId, clientSecret: secret }, { restrictionParams: unlimited })
}

// The answer of a call.
export function call(b24, method, params = {}) {
  return b24.actions.v2.call.make({ method, params })
}

// The result of a call that must succeed.
export async function result(b24, method, params = {}) {
  const answer = await call(b24, method, params)
  assert.deepEqual(answer.getErrorMessages(), [])
  return answer.getData().result
}

// The error of a call that must be refused with this code and status.
export async function refused(promise, code, status) {
  const error = await promise.then(
    (answer) => assert.fail(`expected ${code}, got ${JSON.stringify(answer.getData?.())}`),
    (error) => error
  )
  assert.ok(error instanceof AjaxError, `${error}`)
  assert.deepEqual([error.code, error.status], [code, status])
  return error
}

// Runs a command of the portal's program beside the portal.
export function portal(...args) {
  return execFileSync(process.env.PORTAL, args, { encoding: 'utf8', timeout: 60_000 })
}

// Signs in as a browser does: gives the address that the browser is sent back to.
export async function signIn(user, state = '') {
  const address = `${PORTAL}/oauth/authorize/?${new URLSearchParams({ client_id: 'app.sdk', state })}`
  const page = await axios.get(address)
  const proof = page.data.match(/name="proof" value="([^"]+)"/)[1]
  const answer = await axios.post(address, new URLSearchParams({ proof, user }), {
    headers: { Cookie: page.headers['set-cookie'][0].split(';')[0] },
    maxRedirects: 0,
    validateStatus: (status) => status === 302
  })
  return new URL(answer.headers.location)
}

// The users from one to another, as ids.
export function users(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`)
}
