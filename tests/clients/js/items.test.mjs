// demo.item.*, an entity as applications have them: add, list, filter, change, delete.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { call, oauth, refused, result, webhook } from './support.mjs'

const count = 130
const b24 = oauth('items-token', '', { clientId: 'app.items' })
let added

// Prices are all different, and in another order than the items.
const fields = (number) => ({
  TITLE: `${number % 3 ? 'чай' : 'кофе'} & «${number}»`,
  PRICE: ((number * 37) % 131) + 0.5,
  ACTIVE: number % 10 !== 0
})
const item = (method, params) => result(b24, `demo.item.${method}`, params)
const rowsOf = async (params) => {
  const answer = await b24.actions.v2.callList.make({ method: 'demo.item.list', params })
  assert.deepEqual(answer.getErrorMessages(), [])
  return answer.getData()
}

before(async () => {
  const calls = Array.from({ length: count }, (_, index) => ['demo.item.add', { fields: fields(index + 1) }])
  const answer = await b24.actions.v2.batchByChunk.make({ calls, options: { isHaltOnError: true } })
  assert.deepEqual(answer.getErrorMessages(), [])
  added = answer.getData()
})

test('every item is listed once, with what was given', async () => {
  const rows = (await rowsOf({})).filter((row) => added.includes(row.ID))
  assert.deepEqual(rows.map((row) => row.ID), added)
  for (const [index, { TITLE, PRICE, ACTIVE }] of rows.entries()) {
    assert.deepEqual({ TITLE, PRICE, ACTIVE }, fields(index + 1))
  }
  const params = { filter: { '@ID': added.slice(0, 120) } }
  const sizes = []
  for await (const page of b24.actions.v2.fetchList.make({ method: 'demo.item.list', params })) sizes.push(page.length)
  assert.deepEqual(sizes, [50, 50, 20])
})

test('filter, order and select', async () => {
  const filter = { '%TITLE': 'кофе', '>PRICE': 60, ACTIVE: true }
  const answer = await call(b24, 'demo.item.list', { filter, order: { PRICE: 'DESC' }, select: ['PRICE'] })
  const all = Array.from({ length: count }, (_, index) => fields(index + 1))
  const prices = all.filter((f) => f.TITLE.includes('кофе') && f.PRICE > 60 && f.ACTIVE).map((f) => f.PRICE)
  assert.deepEqual(answer.getData().result, prices.sort((a, b) => b - a).map((PRICE) => ({ PRICE })))
  assert.equal(answer.getTotal(), prices.length)
})

test('an item is changed and deleted', async () => {
  const id = await item('add', { fields: { TITLE: 'one' } })
  const row = await item('get', { id })
  assert.deepEqual([row.ID, row.TITLE, row.PRICE, row.ACTIVE], [id, 'one', 0, true])
  assert.equal(await item('update', { id, fields: { PRICE: 1.25, ACTIVE: 'N' } }), true)
  assert.deepEqual(await item('get', { id }), { ...row, PRICE: 1.25, ACTIVE: false })
  assert.equal(await item('delete', { id }), true)
  for (const method of ['get', 'delete']) {
    await refused(call(b24, `demo.item.${method}`, { id }), 'NOT_FOUND', 400)
  }
  assert.ok((await item('add', { fields: { TITLE: 'another' } })) > id)
})

test('mistakes', async () => {
  const mistakes = [
    ['add', { fields: { TITLE: ' ' } }, "Argument 'fields[TITLE]' is null or empty"],
    ['list', { filter: { NOPE: 1 } }, 'Filter field not allowed: NOPE'],
    ['list', { filter: { '*ID': 1 } }, 'Filter operation not allowed: *'],
    ['list', { order: { NOPE: 'ASC' } }, 'Order field not allowed: NOPE'],
    ['list', { order: { ID: 'UP' } }, 'Order direction should be one of {ASC|DESC}']
  ]
  for (const [method, params, text] of mistakes) {
    const error = await refused(call(b24, `demo.item.${method}`, params), 'ERROR_ARGUMENT', 400)
    assert.equal(error.message, text)
  }
})

test('items are seen by a webhook of another user', async () => {
  const filter = { '@ID': added.slice(0, 60) }
  const answer = await call(webhook('items-webhook', 2), 'demo.item.list', { filter })
  assert.deepEqual(answer.getData().result.map((row) => row.ID), added.slice(0, 50))
  assert.deepEqual([answer.getTotal(), answer.isMore()], [60, true])
})
