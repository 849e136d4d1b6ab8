// Lists that are longer than a page: 134 users, of whom 3 is dismissed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiVersion } from '@bitrix24/b24jssdk'
import { call, oauth, users, webhook } from './support.mjs'

const everybody = users(1, 134)
const ids = (rows) => rows.map((row) => row.ID)

test('a page tells the next one and the total, and the SDK turns the pages', async () => {
  const b24 = oauth()
  const pages = []
  let answer = await call(b24, 'user.get', { sort: 'ID', order: 'ASC' })
  assert.equal(answer.isMore(), true)
  while (answer) {
    assert.equal(answer.getTotal(), 134)
    pages.push(ids(answer.getData().result))
    answer = await answer.getNext(b24.getHttpClient(ApiVersion.v2))
  }
  assert.deepEqual(pages, [users(1, 50), users(51, 100), users(101, 134)])
})

test('callList walks by id, with a token and with a webhook', async () => {
  for (const b24 of [oauth(), webhook()]) {
    const answer = await b24.actions.v2.callList.make({ method: 'user.get', params: {} })
    assert.deepEqual(answer.getErrorMessages(), [])
    assert.deepEqual(ids(answer.getData()), everybody)
  }
})

test('fetchList gives page by page', async () => {
  const pages = []
  for await (const rows of oauth().actions.v2.fetchList.make({ method: 'user.get' })) pages.push(ids(rows))
  assert.deepEqual(pages, [users(1, 50), users(51, 100), users(101, 134)])
})

test('filters reach every page', async () => {
  const params = { filter: { '<=ID': '130', '!ID': [5, '6'], ACTIVE: true } }
  const answer = await oauth().actions.v2.callList.make({ method: 'user.get', params })
  const expected = users(1, 130).filter((id) => !['3', '5', '6'].includes(id))
  assert.deepEqual(ids(answer.getData()), expected)
})

test('a start of minus one counts nothing', async () => {
  const answer = await call(oauth(), 'user.get', { start: -1, sort: 'ID', order: 'DESC' })
  assert.deepEqual(ids(answer.getData().result), everybody.toReversed().slice(0, 50))
  assert.deepEqual([answer.isMore(), answer.getTotal()], [false, 0])
})

test('rows have their values', async () => {
  const [row] = (await call(webhook(), 'user.get', { filter: { ID: 2 } })).getData().result
  assert.deepEqual([row.NAME, row.LAST_NAME, row.ACTIVE], ['Бен', "O'Neil <b>", true])
})
