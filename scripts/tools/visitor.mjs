// Somebody at the pages of a server in the sandbox: a browser without JavaScript,
// and what it takes to measure with one.

import http from 'node:http';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Visitor {
  /** `localAddress`: where pages are asked from by `timed`. */
  constructor(pages, cookie = '', localAddress = undefined) {
    this.pages = pages;
    this.cookie = cookie;
    this.agent = new http.Agent({ keepAlive: true, localAddress });
  }

  get headers() {
    return { cookie: this.cookie, accept: 'text/html', 'accept-language': 'en' };
  }

  async page(path) {
    const answer = await fetch(this.pages + path, { headers: this.headers });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  }

  /** Where the form of a page goes that has the first of these fields. */
  async action(path, fields) {
    const [first] = Object.keys(fields);
    const form = (await this.page(path)).split('<form').find((form) => form.includes(`name="form[${first}]"`));
    const action = /action="([^"]+)"/.exec(form ?? '')?.[1].replaceAll('&amp;', '&');
    if (!action) throw new Error(`${path} has no form with the field ${first}`);
    return action;
  }

  /** Sends fields to a form's action, and keeps the cookies of the answer. */
  async post(action, from, fields) {
    const body = new URLSearchParams(Object.entries(fields).map(([name, value]) => [`form[${name}]`, value]));
    const headers = { ...this.headers, referer: this.pages + from };
    const answer = await fetch(this.pages + action, { method: 'POST', headers, body, redirect: 'manual' });
    await answer.arrayBuffer();
    const set = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    if (set.length > 0) this.cookie = set.join('; ');
    return answer;
  }

  async send(path, fields) {
    const action = await this.action(path, fields);
    const answer = await this.post(action, path, fields);
    if (answer.status !== 302 && answer.status !== 303) throw new Error(`${action} answered ${answer.status}`);
    return { to: answer.headers.get('location'), correlation: answer.headers.get('x-correlation-id') };
  }

  signUp(name) {
    const fields = { org_name: name, name: 'Ana Lopes', email: `${name}@example.com`, password: 'correct horse battery' };
    return this.send('/signup', fields).then(() => fields);
  }

  /** Asks for a page on a connection that is kept; how long it took in milliseconds, and its status. */
  timed(path, began = performance.now()) {
    return new Promise((resolve, reject) => {
      const asked = http.get(this.pages + path, { agent: this.agent, headers: this.headers }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ took: performance.now() - began, status: answer.statusCode }));
        answer.on('error', reject);
      });
      // The server closed a connection that was idle as this was sent: as browsers do, ask again.
      const again = (error) => (asked.reusedSocket && error.code === 'ECONNRESET' ? this.timed(path, began) : Promise.reject(error));
      asked.on('error', (error) => again(error).then(resolve, reject));
    });
  }
}
