// Keeps the words of a long form as they are typed: with the server, and locked on this device. Forms work without it.
// Copies here are AES-GCM; their key is the server's, comes in memory only, and is destroyed on signing out.
const EVERY = 2000;
const AGAIN = 5000;
const NOT_KEPT = new Set(["csrf_token", "_key", "_draft", "_seq", "_save_draft"]);
const text = new TextEncoder();

const base64 = (given) => Uint8Array.from(atob(given.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function post(form, address, body, more = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf_token.value };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual", ...more });
}

// What this device holds: names it is known by, and one locked copy for each form.
class Shelf {
  static async open(form) {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
    const opening = indexedDB.open("lms-drafts", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("names", { keyPath: "name" });
      opening.result.createObjectStore("copies", { keyPath: "id" });
    };
    const base = await asked(opening);
    base.onversionchange = () => base.close();
    const names = (await asked(base.transaction("names").objectStore("names").getAllKeys())).slice(-20);
    const reply = await post(form, form.dataset.keyAt, { devices: names });
    if (!reply.ok) return null;
    const given = await reply.json();
    if (given.off) {
      base.close();
      indexedDB.deleteDatabase("lms-drafts");
      return null;
    }
    const shelf = new Shelf(base, given.device, form.dataset.draft);
    shelf.key = await crypto.subtle.importKey("raw", base64(given.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    await asked(base.transaction("names", "readwrite").objectStore("names").put({ name: given.device }));
    const id = new Uint8Array(await crypto.subtle.digest("SHA-256", shelf.bound));
    shelf.id = Array.from(id, (one) => one.toString(16).padStart(2, "0")).join("");
    return shelf;
  }

  constructor(base, device, place) {
    this.base = base;
    this.bound = text.encode(`${device}\n${place}`);
  }

  copies() {
    return this.base.transaction("copies", "readwrite", { durability: "strict" }).objectStore("copies");
  }

  async put(copy) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: this.bound };
    const data = await crypto.subtle.encrypt(how, this.key, text.encode(JSON.stringify(copy)));
    const kept = await asked(this.copies().get(this.id));
    if (!kept || kept.seq < copy.seq) await asked(this.copies().put({ id: this.id, seq: copy.seq, iv, data }));
  }

  async get() {
    const kept = await asked(this.copies().get(this.id));
    if (!kept) return null;
    const how = { name: "AES-GCM", iv: kept.iv, additionalData: this.bound };
    try {
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, this.key, kept.data)));
    } catch {
      return null; // locked with a key that is gone
    }
  }

  remove() {
    return asked(this.copies().delete(this.id));
  }
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.says = form.dataset;
    this.seq = Number(form.dataset.seq) || 0;
    this.status = form.querySelector("[data-kept]");
    this.waiting = null; // the newest words that the server has not said it keeps
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.leaving());
    document.addEventListener("visibilitychange", () => document.hidden && this.leaving());
    addEventListener("pageshow", (event) => event.persisted && (this.stopped = false));
    for (const other of document.forms) if (other !== form) other.addEventListener("submit", () => (this.stopped = true));
    form.querySelector("[data-keep-them]")?.addEventListener("click", () => (form.querySelector("[data-unsent]").hidden = true));
    this.unnoted();
    this.ready = this.open();
  }

  // What a browser notes for opening its pages again after a crash is not locked: neither what stands in the form
  // belongs there, nor all that was sent, when it was sent in vain and the page is the answer.
  unnoted() {
    this.form.autocomplete = "off";
    if (!("cameBack" in this.says)) return;
    history.replaceState(null, "", this.says.draft);
    // Beside what somebody else has stored, nothing is kept before it is touched: these words know the newer version.
    if (!this.form.closest("[data-compare]")) this.typed();
  }

  async open() {
    try {
      this.shelf = await Shelf.open(this.form);
      const copy = await this.shelf?.get();
      if (copy && copy.seq > this.seq && !this.dirty) this.restore(copy);
    } catch {
      this.shelf = null; // no room on this device, or none is allowed: the server keeps the words
    }
  }

  say(which) {
    if (this.status && this.status.textContent !== this.says[which]) this.status.textContent = this.says[which];
  }

  words() {
    const found = {};
    for (const [name, value] of new FormData(this.form)) {
      const secret = NOT_KEPT.has(name) || this.form.elements[name]?.type === "password";
      if (typeof value === "string" && !secret) (found[name] ??= []).push(value);
    }
    return found;
  }

  restore(copy) {
    this.setSeq(copy.seq);
    for (const control of this.form.elements) {
      if (!control.name || NOT_KEPT.has(control.name) || ["file", "password", "submit"].includes(control.type)) continue;
      const values = copy.words[control.name] ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    const when = new Date(copy.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    this.form.querySelector("[data-since]").textContent = when;
    this.form.querySelector("[data-unsent]").hidden = false;
    this.waiting = copy;
    this.send();
  }

  setSeq(seq) {
    this.seq = seq;
    this.form.elements._seq.value = seq;
  }

  typed() {
    this.dirty = true;
    this.timer ??= setTimeout(() => this.keep(), EVERY);
  }

  async keep(leaving = false) {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.dirty || this.stopped) return;
    this.dirty = false;
    this.setSeq(Math.max(Date.now(), this.seq + 1));
    this.waiting = { seq: this.seq, at: Date.now(), words: this.words() };
    const copy = this.waiting;
    const sending = this.send(leaving);
    await this.ready;
    await this.shelf?.put(copy).then(() => (this.here = true), () => (this.here = false));
    await sending;
  }

  async send(leaving = false) {
    if (!this.waiting || (this.sending && !leaving)) return;
    const { seq, words } = this.waiting;
    this.sending = true;
    let reply = null;
    try {
      reply = await post(this.form, this.says.keepAt, { place: this.says.draft, seq, words }, { keepalive: leaving });
    } catch {
      // no connection
    }
    this.sending = false;
    await this.answered(reply, seq);
  }

  async answered(reply, seq) {
    if (reply?.ok) {
      const kept = await reply.json().catch(() => ({ seq }));
      if (kept.seq > seq && this.waiting?.seq === seq) {
        this.setSeq(kept.seq); // this device's clock is behind; these words are the newer ones
        this.typed();
      } else if (this.waiting?.seq === seq) {
        this.waiting = null;
      }
      this.say("saysKept");
      if (this.waiting) this.send();
    } else if (reply && (reply.type === "opaqueredirect" || reply.status === 403)) {
      this.say("saysSignedOut");
    } else if (reply?.status === 413) {
      this.say("saysTooLong");
    } else {
      this.say(this.shelf ? "saysOffline" : "saysNowhere");
      clearTimeout(this.again);
      this.again = setTimeout(() => this.send(), AGAIN);
    }
  }

  leaving() {
    this.keep(true);
  }

  submitted(event) {
    // The form says up to which number its words go: a save that is still on its way is older, and is not kept.
    this.setSeq(Math.max(Date.now(), this.seq + 2));
    const throwing = event.submitter?.hasAttribute("data-throw");
    if (!throwing) this.shelf?.put({ seq: this.seq - 1, at: Date.now(), words: this.words() });
    else this.shelf?.remove();
    this.stopped = true;
    clearTimeout(this.timer);
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Keeper(form);
