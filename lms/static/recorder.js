// Recording with the device, into the form's own file field: the form is sent as it would be without this file.
const KINDS = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
const ENDINGS = { "audio/mp4": "m4a", "audio/webm": "webm", "audio/ogg": "ogg" };
const SHOWN = {
  idle: ["start"],
  recording: ["stop", "pause"],
  paused: ["resume", "stop"],
  stopped: ["use", "again", "drop"],
  used: ["again", "drop"],
};
const SPEECH = 48000; // bits a second: clear speech, eight minutes in three megabytes

// Browsers write WebM as it comes and never say how long it is, so that no player can show it. Here it is said: a
// Duration (0x4489, milliseconds) at the end of the Info element, whose size grows by it. Anything unexpected stays as it is.
const INFO = [0x15, 0x49, 0xa9, 0x66];
const DURATION = 11;

async function lasting(recorded, milliseconds) {
  const bytes = new Uint8Array(await recorded.slice(0, 1024).arrayBuffer());
  const at = bytes.findIndex((_byte, n) => INFO.every((part, k) => bytes[n + k] === part)) + INFO.length;
  if (at < INFO.length) return recorded;
  const width = Math.clz32(bytes[at]) - 23;
  let size = bytes[at] & (0xff >> width);
  for (let k = 1; k < width; k += 1) size = size * 256 + bytes[at + k];
  const end = at + width + size;
  const grown = size + DURATION;
  if (end > bytes.length || grown >= 2 ** (7 * width) - 1) return recorded;
  const head = bytes.slice(0, end);
  for (let k = 0; k < width; k += 1) head[at + k] = Math.floor(grown / 256 ** (width - 1 - k)) & 0xff;
  head[at] |= 0x80 >> (width - 1);
  const added = new DataView(new ArrayBuffer(DURATION));
  added.setUint32(0, 0x44898800);
  added.setFloat64(3, milliseconds);
  return new Blob([head, added, recorded.slice(end)], { type: recorded.type });
}

class Recorder {
  constructor(template, input) {
    this.input = input;
    this.name = template.dataset.name;
    this.most = Number(template.dataset.megabytes) * 1024 * 1024 * 0.95;
    this.words = Object.fromEntries([...template.content.querySelectorAll("[data-say]")].map((li) => [li.dataset.say, li.textContent]));
    this.box = template.content.firstElementChild.cloneNode(true);
    this.parts = Object.fromEntries([...this.box.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    this.buttons = [...this.box.querySelectorAll("[data-do]")];
    for (const button of this.buttons) button.addEventListener("click", () => this[button.dataset.do]());
    this.turn("idle");
    input.removeAttribute("capture"); // a phone would open its own recorder, and offer no recording made before
    input.addEventListener("change", () => this.state === "used" && this.turn("stopped", "changed"));
    input.closest(".nhsuk-form-group").after(this.box);
  }

  // Show what can be done now. Whoever works by keyboard goes on at the first of it.
  turn(state, say = "") {
    const had = this.box.contains(document.activeElement);
    this.state = state;
    for (const button of this.buttons) button.hidden = !SHOWN[state].includes(button.dataset.do);
    this.parts.player.hidden = this.parts.copy.hidden = !this.file;
    this.box.dataset.state = state;
    this.parts.status.textContent = this.words[say] ?? "";
    this.tick();
    if (had) this.focus();
  }

  focus() {
    this.buttons.find((button) => button.dataset.do === SHOWN[this.state][0]).focus();
  }

  tick() {
    const seconds = Math.floor((this.before + (this.state === "recording" ? performance.now() - this.since : 0)) / 1000);
    this.parts.time.textContent = this.state === "idle" ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  async start() {
    if (this.asking) return;
    this.asking = true;
    this.parts.status.textContent = this.words.asking;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (problem) {
      this.turn("idle", { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing" }[problem.name] ?? "failed");
      return;
    } finally {
      this.asking = false;
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.media = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: SPEECH });
    [this.chunks, this.size, this.before, this.since] = [[], 0, 0, performance.now()];
    this.media.addEventListener("dataavailable", (event) => this.take(event.data));
    this.media.addEventListener("stop", () => this.finish());
    this.media.start(1000);
    this.clock = setInterval(() => this.tick(), 500);
    this.turn("recording", "recording");
    this.awake = await navigator.wakeLock?.request("screen").catch(() => null); // a dark screen would end it
  }

  take(chunk) {
    this.chunks.push(chunk);
    this.size += chunk.size;
    if (this.size < this.most || this.media.state === "inactive") return;
    this.full = true;
    this.media.stop();
  }

  pause() {
    this.media.pause();
    this.before += performance.now() - this.since;
    this.turn("paused", "paused");
  }

  resume() {
    this.media.resume();
    this.since = performance.now();
    this.turn("recording", "recording");
  }

  stop() {
    this.media.stop();
  }

  // Also when the device ends it, for a telephone call say: what was recorded is there.
  async finish() {
    clearInterval(this.clock);
    this.awake?.release();
    for (const track of this.stream.getTracks()) track.stop();
    if (this.state === "recording") this.before += performance.now() - this.since;
    if (!this.size) return this.turn("idle", "empty");
    const [kind] = this.media.mimeType.split(";");
    const sound = new Blob(this.chunks, { type: kind });
    const whole = kind.endsWith("webm") ? await lasting(sound, this.before) : sound;
    this.file = new File([whole], `${this.name}.${ENDINGS[kind] ?? "webm"}`, { type: kind });
    this.address = URL.createObjectURL(this.file);
    this.parts.player.src = this.address;
    const copy = Object.assign(document.createElement("a"), { href: this.address, download: this.file.name, textContent: this.words.copy });
    this.parts.copy.replaceChildren(copy);
    this.turn("stopped", this.full ? "full" : "stopped");
  }

  use() {
    this.put(this.file);
    this.turn("used", "used");
  }

  again() {
    if (this.drop()) this.start();
  }

  drop() {
    if (!confirm(this.words.sure)) return false;
    if (this.input.files[0] === this.file) this.put();
    URL.revokeObjectURL(this.address);
    this.parts.player.removeAttribute("src");
    this.file = this.full = null;
    this.turn("idle");
    return true;
  }

  put(file) {
    const holder = new DataTransfer();
    if (file) holder.items.add(file);
    this.input.files = holder.files;
  }

  // Why the form cannot go yet, or nothing.
  objection() {
    if (this.state === "recording" || this.state === "paused") return "busy";
    if (this.state === "stopped") return "undecided";
    return this.state === "used" && navigator.onLine === false ? "offline" : "";
  }
}

function fit() {
  try {
    return Boolean(new DataTransfer() && navigator.mediaDevices.getUserMedia && MediaRecorder.isTypeSupported);
  } catch {
    return false;
  }
}

for (const template of fit() ? document.querySelectorAll("template[data-recorder]") : []) {
  const recorder = new Recorder(template, document.getElementById(template.dataset.recorder));
  let sent = false;
  // Before any other listener hears of it: one that counts presses must not count this one.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== recorder.input.form) return;
      const why = recorder.objection();
      sent = !why;
      if (!why) return;
      event.preventDefault();
      recorder.parts.status.textContent = recorder.words[why];
      recorder.focus();
    },
    true,
  );
  addEventListener("beforeunload", (event) => {
    if (!sent && recorder.state !== "idle") event.preventDefault();
  });
}
