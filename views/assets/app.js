// Everything here is an addition: each page works with this file missing.
// Page markup talks to it through data-* attributes only; htmx event names appear in this file alone.
(() => {
"use strict";
const $ = (s, r = document) => r.querySelector(s);
const $$ = (s, r = document) => [...r.querySelectorAll(s)];
const SHORT = 1654, LONG = 2339; // A4 at 200 dpi, in pixels

// say puts a sentence into the live region that was there at page load.
function say(text) {
  const live = $("#live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 50);
}

// ---- Sending a form once -------------------------------------------------
const sending = new WeakMap();

function release(form) {
  const s = sending.get(form);
  if (!s) return;
  s.timers.forEach(clearTimeout);
  s.note.remove();
  if (s.button) { s.button.removeAttribute("aria-busy"); s.button.disabled = false; }
  sending.delete(form);
}

function onSubmit(e) {
  const form = e.target;
  if (e.defaultPrevented || form.method === "dialog" || (e.submitter && e.submitter.formTarget === "_blank")) return;
  if (sending.has(form)) { e.preventDefault(); return; }
  if ($("input[data-busy]", form)) { // a photo is still being made smaller
    e.preventDefault();
    form.dataset.resume = "1";
    resumeButton.set(form, e.submitter);
    say("Đang chuẩn bị ảnh, xong sẽ tự gửi.");
    return;
  }
  if (form.method !== "post" || form.target === "_blank") return;
  const button = e.submitter && e.submitter.matches("button,input[type=submit]") ? e.submitter : null;
  const note = document.createElement("span");
  note.className = "sending";
  const timers = [
    setTimeout(() => { if (button) button.disabled = true; }, 0), // after its name and value are in the request
    setTimeout(() => { note.textContent = "Đang gửi…"; (button || form.lastElementChild).after(note); say("Đang gửi…"); }, 300),
    setTimeout(() => {
      note.textContent = "Mạng đang chậm, vẫn đang gửi. ";
      const stop = document.createElement("button");
      stop.type = "button"; stop.className = "lb"; stop.textContent = "Dừng gửi";
      stop.onclick = () => { window.stop(); release(form); say("Đã dừng gửi. Phần đã nhập vẫn còn trên trang này."); };
      note.append(stop);
      say("Mạng đang chậm, vẫn đang gửi.");
    }, 8000),
  ];
  if (button) button.setAttribute("aria-busy", "true");
  sending.set(form, { timers, note, button });
  if (form.hasAttribute("data-download")) setTimeout(() => release(form), 1500); // the page stays
}
const resumeButton = new WeakMap();

// ---- Photos: smaller, without place and device data ---------------------
async function shrink(file) {
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || !window.createImageBitmap) return file;
  const bmp = await createImageBitmap(file, { imageOrientation: "from-image" });
  const k = Math.min(1, SHORT / Math.min(bmp.width, bmp.height), LONG / Math.max(bmp.width, bmp.height));
  const c = document.createElement("canvas");
  c.width = Math.max(1, Math.round(bmp.width * k));
  c.height = Math.max(1, Math.round(bmp.height * k));
  const g = c.getContext("2d");
  g.fillStyle = "#fff";
  g.fillRect(0, 0, c.width, c.height);
  g.drawImage(bmp, 0, 0, c.width, c.height);
  bmp.close();
  const blob = await new Promise((ok) => c.toBlob(ok, "image/jpeg", 0.75));
  if (!blob || (file.type === "image/png" && blob.size >= file.size)) return file;
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg", lastModified: Date.now() });
}

// What an officer could not read is told while the paper is still in the hand; whoever knows better sends it all the same.
// Looked at is the richest of nine tiles of the picture as it is sent: how large the jumps between neighbouring pixels are
// beside the contrast tells sharp print from blurred, whatever the light.
async function quality(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return "";
  const bmp = await createImageBitmap(file), n = Math.min(256, bmp.width, bmp.height), c = document.createElement("canvas");
  c.width = c.height = n;
  const g = c.getContext("2d", { willReadFrequently: true });
  let best = null, light = 0;
  for (let i = 0; i < 9; i++) {
    g.drawImage(bmp, -Math.round((bmp.width - n) * (i % 3) / 2), -Math.round((bmp.height - n) * Math.floor(i / 3) / 2));
    const d = g.getImageData(0, 0, n, n).data, y = new Float32Array(n * n);
    for (let k = 0; k < y.length; k++) { y[k] = 0.3 * d[4 * k] + 0.59 * d[4 * k + 1] + 0.11 * d[4 * k + 2]; }
    const by = Float32Array.from(y).sort(), at = (q) => by[Math.floor(q * (by.length - 1))];
    light = Math.max(light, at(0.9));
    const range = at(0.95) - at(0.02);
    if (!best || range > best.range) best = { y, range };
  }
  bmp.close();
  if (light < 80) return "Ảnh tối. Chụp lại nơi sáng hơn nếu chữ khó đọc.";
  if (best.range < 24) return "Ảnh có vẻ trống, không thấy chữ. Kiểm tra lại trang vừa chụp.";
  const jumps = [];
  for (let r = 1; r < n - 1; r++) for (let k = r * n + 1; k < r * n + n - 1; k++) jumps.push(Math.abs(4 * best.y[k] - best.y[k - 1] - best.y[k + 1] - best.y[k - n] - best.y[k + n]));
  jumps.sort((a, b) => a - b);
  if (jumps[Math.floor(jumps.length * 0.99)] < 0.18 * best.range) return "Ảnh mờ. Giữ chắc tay, chụp gần hơn rồi xem lại chữ có đọc được không.";
  return "Ảnh đọc rõ.";
}

// tellQuality says it beside the field, the same thing once.
async function tellQuality(files, out) {
  const list = [...new Set((await Promise.all(files.map((f) => quality(f).catch(() => "")))).filter(Boolean))];
  const bad = list.filter((t) => t !== "Ảnh đọc rõ.");
  let p = out.nextElementSibling;
  if (!p || !p.matches("[data-quality]")) { p = document.createElement("p"); p.dataset.quality = ""; out.after(p); }
  p.className = bad.length ? "em" : "hint";
  p.textContent = (bad.length ? bad : list).join(" ");
  if (bad.length) say(p.textContent);
}

const kb = (n) => n < 1e6 ? Math.max(1, Math.round(n / 1000)) + " KB" : (n / 1e6).toFixed(1).replace(".", ",") + " MB";

async function onFiles(input) {
  const box = input.closest("[data-files]");
  const out = box && $("[data-chosen]", box);
  if (!input.files.length) { if (out) out.textContent = ""; return; }
  const max = Number(input.dataset.maxMb || 0) * 1e6;
  input.dataset.busy = "1";
  let files = [...input.files];
  try {
    files = await Promise.all(files.map((f) => shrink(f).catch(() => f)));
    const dt = new DataTransfer();
    files.forEach((f) => dt.items.add(f));
    input.files = dt.files;
  } catch { /* an old browser sends what the camera made */ }
  delete input.dataset.busy;
  const big = max && files.find((f) => f.size > max);
  const form = input.form;
  if (big) {
    input.value = "";
    if (out) out.textContent = `Tệp ${big.name} nặng ${kb(big.size)}, quá ${input.dataset.maxMb} MB. Chọn tệp nhỏ hơn hoặc chụp lại từng trang.`;
    say(out ? out.textContent : "Tệp quá lớn.");
  } else {
    if (out) out.textContent = "Đã chọn: " + files.map((f) => `${f.name} (${kb(f.size)})`).join(", ");
    if (out) { say(out.textContent); await tellQuality(files, out); }
    if (input.dataset.upload) {
      await photo("put", input, files);
      await upload(input, files, box, out);
    }
  }
  if (form && form.dataset.resume && !$("input[data-busy]", form)) {
    delete form.dataset.resume;
    form.requestSubmit(resumeButton.get(form) || undefined);
  }
}

// Photos that could not be sent wait in the browser's own store, because a cheap phone may close the page while its
// camera is open and keeps no copy in the gallery. Not on shared devices.
const photos = () => new Promise((ok, no) => {
  const r = indexedDB.open("motcua", 1);
  r.onupgradeneeded = () => r.result.createObjectStore("photos");
  r.onsuccess = () => ok(r.result);
  r.onerror = () => no(r.error);
});
const photoKey = (input) => location.pathname + ":" + input.id;
async function photo(act, input, value) {
  if (shared() || !window.indexedDB) return undefined;
  try {
    const db = await photos();
    const tx = db.transaction("photos", act === "get" ? "readonly" : "readwrite"), store = tx.objectStore("photos");
    const r = act === "put" ? store.put(value, photoKey(input)) : store[act](photoKey(input));
    return await new Promise((ok, no) => { tx.oncomplete = () => ok(r.result); tx.onerror = tx.onabort = () => no(tx.error); });
  } catch { return undefined; }
}

async function resend(input) {
  const files = await photo("get", input);
  const box = input.closest("[data-files]");
  if (!files || !box || input.dataset.busy) return;
  const out = $("[data-chosen]", box);
  if (out) { out.textContent = "Ảnh chưa gửi được lần trước đang được gửi lại."; say(out.textContent); }
  await upload(input, files, box, out);
}

// Large files go in pieces (tus.io 1.0.0): a phone at the edge of a network, a killed tab or a restarted server costs
// one piece, and the next try goes on where it was. The file is known by its digest, so choosing it again goes on too.
const PIECE = 128 * 1024, TUS = { "Tus-Resumable": "1.0.0" };
const b64 = (bytes) => { let t = ""; new Uint8Array(bytes).forEach((b) => { t += String.fromCharCode(b); }); return btoa(t); };
const sha = async (blob) => (window.crypto && crypto.subtle ? b64(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())) : "");
const kept = { // where a file was going, to go on there; not on shared devices
  get: (k) => { try { return shared() ? null : localStorage.getItem(k); } catch { return null; } },
  set: (k, v) => { try { if (v) { if (!shared()) localStorage.setItem(k, v); } else localStorage.removeItem(k); } catch { /* full or forbidden: from the start next time */ } },
};
const pause = (ms) => new Promise((ok) => setTimeout(ok, ms));

// inPieces sends one file; told is called with the bytes that are there. "" when it arrived, the new list as HTML when
// it was refused, undefined when it can go in one piece only.
async function inPieces(url, file, told) {
  const digest = await sha(file), key = "tus:" + url + ":" + (digest || [file.name, file.size, file.lastModified].join(":"));
  const ask = (at) => fetch(at, { method: "HEAD", headers: TUS });
  let at = kept.get(key), offset = 0;
  if (at) {
    const r = await ask(at);
    if (r.ok) offset = Number(r.headers.get("Upload-Offset")); else at = null;
  }
  if (!at) {
    const meta = "filename " + b64(new TextEncoder().encode(file.name)) + (digest ? ",sha256 " + digest : "");
    const r = await fetch(url, { method: "POST", headers: { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": meta } });
    if (r.status === 422) return r.text();
    if (r.status !== 201) return undefined;
    at = r.headers.get("Location");
    kept.set(key, at);
  }
  for (let failed = 0; ;) {
    told(offset);
    const piece = file.slice(offset, offset + PIECE), sum = await sha(piece);
    try {
      const r = await fetch(at, { method: "PATCH", body: piece, headers: { ...TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset), ...(sum ? { "Upload-Checksum": "sha256 " + sum } : {}) } });
      if (r.status === 204) {
        offset = Number(r.headers.get("Upload-Offset"));
        failed = 0;
        if (offset >= file.size) { kept.set(key); return ""; }
        continue;
      }
      if (r.status === 422) { kept.set(key); return r.text(); }
      if (r.status === 404 || r.status === 413) { kept.set(key); return undefined; }
    } catch { /* no network, or it broke off: wait, ask how far it came, go on */ }
    if (++failed > 4) throw new Error("no network");
    await pause(1000 * 2 ** (failed - 1));
    const r = await ask(at).catch(() => null);
    if (r && r.ok) offset = Number(r.headers.get("Upload-Offset"));
  }
}

// upload sends the files while the page stays; the answer is the new file list of this field.
async function upload(input, files, box, out) {
  const bar = $("progress", box), total = files.reduce((n, f) => n + f.size, 0);
  const told = (n) => {
    if (bar) { bar.hidden = false; bar.max = total; bar.value = n; }
    if (out) out.textContent = `Đang gửi: ${kb(n)} trên ${kb(total)}`;
  };
  input.dataset.busy = "1";
  let status = 0, html = "", before = 0, refused = "";
  try {
    let rest = files;
    if (input.dataset.pieces) {
      rest = [];
      for (const f of files) {
        const said = f.size > 2 * PIECE ? await inPieces(input.dataset.pieces, f, (n) => told(before + n)) : undefined;
        if (said === undefined) { rest.push(f); continue; }
        before += f.size;
        if (said) { const t = document.createElement("template"); t.innerHTML = said; refused = ($(".em", t.content) || { outerHTML: "" }).outerHTML; }
      }
    }
    ({ status, text: html } = await atOnce(input, rest, box, (n) => told(before + n))); // with nothing left it asks for the list
    if (refused && status === 200) { status = 422; html = refused + html; }
  } catch { status = 0; }
  await arrived(input, box, out, bar, status, html);
}

// atOnce sends files in one request.
function atOnce(input, files, box, told) {
  return new Promise((done) => {
    const body = new FormData(), x = new XMLHttpRequest();
    $$("input[type=hidden]", input.form || box).forEach((h) => body.append(h.name, h.value));
    files.forEach((f) => body.append(input.name, f, f.name));
    x.open("POST", input.dataset.upload);
    x.setRequestHeader("HX-Request", "true");
    if (files.length) x.upload.onprogress = (e) => { if (e.lengthComputable) told(e.loaded); };
    x.onloadend = () => done({ status: x.status, text: x.responseText });
    x.send(body);
  });
}

async function arrived(input, box, out, bar, status, html) {
  // forgotten before it is shown as arrived: a page that is left right then must not send it again
  if ([200, 404, 410, 413, 415, 422].includes(status)) await photo("delete", input); // it arrived, or will never be wanted
  input.removeAttribute("data-busy");
  if (bar) bar.hidden = true;
  const list = $("[data-file-list]", box);
  if ((status === 200 || status === 422) && list) {
    list.innerHTML = html;
    if (window.htmx) window.htmx.process(list);
    input.value = "";
    if (out) out.textContent = status === 200 ? "Đã gửi xong." : "";
    say(status === 200 ? "Đã gửi xong." : list.textContent.trim());
  } else if (out) { // keep the file in the field: the button of the form sends it
    out.textContent = "Chưa gửi được. Ảnh và tệp vẫn còn ở đây, có mạng sẽ gửi tiếp; bấm nút bên dưới để gửi ngay.";
    say(out.textContent);
  }
}

// ---- Autosave -----------------------------------------------------------
const fieldsOf = (form) => {
  const p = new URLSearchParams();
  for (const [k, v] of new FormData(form)) if (typeof v === "string") p.append(k, v);
  return p;
};
const localKey = (form) => "nhap:" + location.pathname + ":" + (form.id || "");
const shared = () => document.body.dataset.device === "shared";

function autosave(form) {
  let last = fieldsOf(form).toString(), timer = 0, busy = false, again = false;
  const status = $("[data-saved]", form) || $("[data-saved]");
  const keep = (text) => { if (!shared()) try { sessionStorage.setItem(localKey(form), text); } catch { /* full */ } };
  async function save() {
    clearTimeout(timer);
    const now = fieldsOf(form).toString();
    if (now === last || sending.has(form)) return;
    if (busy) { again = true; return; } // one at a time, in order
    busy = true;
    again = false;
    keep(now);
    try {
      const r = await fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(now), keepalive: now.length < 60000, headers: { "X-Autosave": "1" } });
      if (!r.ok) throw new Error(String(r.status));
      last = now;
      sessionStorage.removeItem(localKey(form));
      const v = r.headers.get("X-Version");
      const hidden = form.elements.version;
      if (v && hidden) { last = last.replace(/(^|&)version=\d*/, `$1version=${v}`); hidden.value = v; }
      if (status) status.textContent = "Đã lưu lúc " + new Date().toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", hour12: false });
    } catch {
      if (status) status.textContent = shared() ? "Chưa lưu được. Đừng đóng trang này." : "Chưa lưu được lên hệ thống. Phần đã nhập được giữ trên máy này.";
    }
    busy = false;
    if (again) save();
  }
  form.addEventListener("focusout", () => setTimeout(save, 0));
  form.addEventListener("change", save);
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 2000); });
  addEventListener("online", save);
  addEventListener("pagehide", save);
  addEventListener("pageshow", (e) => { if (e.persisted && form.elements._lan) form.elements._lan.value = crypto.randomUUID(); }); // gone back to: what is typed now counts again
  let kept = null;
  try { kept = sessionStorage.getItem(localKey(form)); } catch { /* blocked */ }
  if (kept && kept !== last) {
    for (const [k, v] of new URLSearchParams(kept)) {
      const el = form.elements[k];
      if (!el || !v || k === "version" || el.type === "hidden") continue;
      if (el instanceof RadioNodeList || el.type === "radio" || el.type === "checkbox") {
        $$(`[name="${CSS.escape(k)}"]`, form).forEach((r) => { if (r.value === v) r.checked = true; });
      } else if (!el.value) el.value = v;
    }
    say("Phần chưa gửi được lần trước đã được điền lại.");
    save();
  }
}

// ---- Keyboard -----------------------------------------------------------
const typing = (t) => t.closest && t.closest("input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable]");

function press(key) {
  const el = $$(`[data-key="${key}"]`).find((n) => n.offsetParent !== null && !n.disabled);
  if (!el) return false;
  if (el.matches("input:not([type=file],[type=checkbox],[type=radio],[type=submit],[type=button]),select,textarea")) { el.focus(); if (el.select) el.select(); } else el.click();
  return true;
}

function rowStep(step) {
  const links = $$("[data-rows] tbody tr").map((r) => $("a[href]", r)).filter(Boolean);
  if (!links.length) return false;
  const row = document.activeElement.closest("tr");
  const at = links.findIndex((l) => l.closest("tr") === row);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
  if (next) next.focus();
  return true;
}

function onKey(e) {
  if (e.isComposing || e.repeat || e.defaultPrevented || document.body.dataset.keys === "off") return;
  const plain = !e.ctrlKey && !e.altKey && !e.metaKey;
  let used = false;
  if (plain && !e.shiftKey && /^F[2489]$/.test(e.key)) used = press(e.key);
  else if (e.ctrlKey && !e.altKey && !e.metaKey && e.key === "Enter") {
    used = press("Ctrl+Enter");
    const form = !used && document.activeElement && document.activeElement.form;
    if (form) { form.requestSubmit($("button:not([type=button]):not([disabled])", form) || undefined); used = true; }
  } else if (e.altKey && !e.ctrlKey && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
    const step = e.key === "ArrowDown" ? 1 : -1;
    const link = $(step > 0 ? "a[rel=next][data-step]" : "a[rel=prev][data-step]");
    if (link) { link.click(); used = true; } else used = rowStep(step);
  } else if (plain && !typing(e.target) && e.key === "/") used = press("/");
  else if (plain && !typing(e.target) && e.key === "?") { const d = $("#keys"); if (d && d.showModal) { d.showModal(); used = true; } }
  else if (plain && e.key === "Escape") $$("details[data-menu][open]").forEach((d) => { d.open = false; used = true; });
  if (used) e.preventDefault();
}

// ---- Small things -------------------------------------------------------
async function copy(button) {
  const text = button.dataset.copy;
  try { await navigator.clipboard.writeText(text); } catch {
    const t = document.createElement("textarea");
    t.value = text; document.body.append(t); t.select(); document.execCommand("copy"); t.remove();
  }
  const was = button.textContent;
  button.textContent = "Đã chép";
  say("Đã chép mã " + text);
  setTimeout(() => { button.textContent = was; }, 2000);
}

function net() {
  const bar = $("#net");
  if (!bar) return;
  bar.hidden = navigator.onLine;
  const saves = $("form[data-autosave]") && !shared();
  bar.textContent = navigator.onLine ? "" : saves
    ? "Đang mất mạng. Phần đã nhập được giữ trên máy này."
    : "Đang mất mạng. Đừng đóng trang này, có mạng rồi bấm gửi lại.";
}

function group(input) { // thousands, after leaving the field only: typing with Telex must not be touched
  const digits = input.value.replace(/[.\s\u00a0]/g, "");
  if (/^\d{4,15}$/.test(digits)) input.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

function enhance(root) {
  $$("[data-js]", root).forEach((n) => { n.hidden = false; });
  $$("form[data-autosave]", root).forEach((f) => { if (!f.dataset.on) { f.dataset.on = "1"; autosave(f); } });
  const summary = $(".es", root);
  if (summary) summary.focus();
}

document.addEventListener("submit", onSubmit);
document.addEventListener("keydown", onKey);
document.addEventListener("change", (e) => {
  const t = e.target;
  if (t.matches("input[type=file][data-shrink]")) onFiles(t);
  else if (t.matches("[data-check-all]")) $$(`input[type=checkbox][name="${CSS.escape(t.dataset.checkAll)}"]`).forEach((c) => { if (!c.disabled) c.checked = t.checked; });
  if (t.matches("[data-check-all],[data-rows] input[type=checkbox]")) {
    const n = $$("[data-rows] tbody input[type=checkbox]:checked").length;
    $$("[data-selected]").forEach((s) => { s.textContent = n ? `Đã chọn ${n} hồ sơ` : "Chưa chọn hồ sơ nào"; });
  }
});
document.addEventListener("focusout", (e) => { if (e.target.matches && e.target.matches("input[data-money]")) group(e.target); });
document.addEventListener("click", (e) => {
  const b = e.target.closest("[data-copy],[data-print],[data-open],[data-close]");
  if (!b) return;
  if (b.hasAttribute("data-copy")) copy(b);
  else if (b.hasAttribute("data-print")) window.print();
  else if (b.dataset.open) { const d = document.getElementById(b.dataset.open); if (d && d.showModal) d.showModal(); }
  else if (b.hasAttribute("data-close")) { const d = b.closest("dialog"); if (d) d.close(); }
});

// Lists that can be put in order are dragged as well; the buttons do the same by keyboard.
$$("[data-sort]").forEach((list) => {
  const form = list.closest("form");
  let from = null;
  $$("li", list).forEach((li) => { li.draggable = true; });
  list.addEventListener("dragstart", (e) => { from = e.target.closest("li"); if (from) e.dataTransfer.effectAllowed = "move"; });
  list.addEventListener("dragover", (e) => { if (from && e.target.closest("li")) e.preventDefault(); });
  list.addEventListener("drop", (e) => {
    const to = e.target.closest("li");
    if (!from || !to || to === from) return;
    e.preventDefault();
    for (const [name, value] of [["viec", `chuyen:${from.dataset.at}`], ["den", to.dataset.at]]) {
      const i = document.createElement("input");
      i.type = "hidden"; i.name = name; i.value = value;
      form.append(i);
    }
    form.submit();
  });
});
// A paper beside its data: the row in hand lights up on the picture, Enter says it is right and goes on.
$$("form[data-confirm]").forEach((form) => {
  const rows = $$("[data-row]", form), of = (t) => t.closest && t.closest("[data-row]");
  const light = (row) => {
    $$("[data-box]").forEach((b) => {
      const on = Boolean(row) && b.dataset.box === row.dataset.row;
      b.classList.toggle("on", on);
      if (on) b.scrollIntoView({ block: "nearest" });
    });
  };
  let went = false; // this press of Enter moved the focus: on the button it must not press that too
  form.addEventListener("focusin", (e) => light(of(e.target)));
  form.addEventListener("keydown", (e) => {
    const row = of(e.target);
    if (e.key === "Enter" && e.repeat) { e.preventDefault(); return; } // held down: nobody has looked
    went = false;
    if (e.key !== "Enter" || e.ctrlKey || e.altKey || e.metaKey || e.isComposing || !row || !e.target.matches(".fv input")) return;
    e.preventDefault();
    went = true;
    const ok = $("input[id^=ok_]", row);
    if (ok && e.target.value.trim()) ok.checked = true;
    const ask = $("input[type=radio]", row);
    if (ask && !$("input[type=radio]:checked", row)) { ask.focus(); return; }
    // what nothing was read for is no question: Tab goes there
    const at = rows.indexOf(row), asked = (r) => !("blank" in r.dataset);
    const next = e.shiftKey ? rows.slice(0, at).reverse().find(asked) : rows.slice(at + 1).find(asked);
    const to = next ? $(".fv input", next) : $("button", form);
    to.focus();
    if (next) to.select();
  });
  form.addEventListener("keypress", (e) => { if (e.key === "Enter" && (went || of(e.target))) e.preventDefault(); });
  const first = $("[data-first]", form);
  if (first) { first.focus(); first.select(); light(of(first)); }
});
// What can be taken back for a while counts its seconds, and goes when it is too late.
$$("[data-gone]").forEach((el) => {
  const end = Date.now() + Number(el.dataset.gone) * 1000;
  const t = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left < 1) { clearInterval(t); el.remove(); } else $("[data-left]", el).textContent = left;
  }, 1000);
});

// Pictures of papers are marked by dragging a box; without this, by two clicks.
$$("form[data-mark]").forEach((form) => {
  const pic = $("input[type=image]", form), svg = $("[data-boxes]", form);
  let from = null, box = null, drawn = false;
  const at = (e) => {
    const r = pic.getBoundingClientRect(), cut = (v) => Math.min(1, Math.max(0, v));
    return [cut((e.clientX - r.left) / r.width), cut((e.clientY - r.top) / r.height)];
  };
  pic.style.touchAction = "none";
  pic.draggable = false;
  pic.addEventListener("pointerdown", (e) => { if (e.button === 0) { from = at(e); drawn = false; pic.setPointerCapture(e.pointerId); } });
  pic.addEventListener("pointermove", (e) => {
    if (!from) return;
    const to = at(e);
    if (!box && Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.015) return;
    if (!box) { box = document.createElementNS("http://www.w3.org/2000/svg", "rect"); svg.append(box); }
    ["x", "y"].forEach((k, i) => box.setAttribute(k, Math.min(from[i], to[i]) * 100 + "%"));
    ["width", "height"].forEach((k, i) => box.setAttribute(k, Math.abs(from[i] - to[i]) * 100 + "%"));
  });
  const stop = (e) => {
    if (from && box && e.type === "pointerup") {
      drawn = true;
      form.elements.hop.value = [from, at(e)].map((p) => p.map((v) => v.toFixed(4)).join(",")).join(";");
    } else if (box) box.remove();
    from = box = null;
  };
  pic.addEventListener("pointerup", stop);
  pic.addEventListener("pointercancel", stop);
  pic.addEventListener("click", (e) => { if (drawn) { e.preventDefault(); drawn = false; form.submit(); } });
});
addEventListener("online", () => { net(); $$("input[data-upload]").forEach(resend); });
addEventListener("offline", net);
addEventListener("pageshow", (e) => { if (e.persisted) $$("form").forEach(release); });

// htmx: what is slow is said, what fails is said, what was swapped in works like the rest.
const waits = new WeakMap();
const settle = (e) => { const el = e.detail.elt; (waits.get(el) || []).forEach(clearTimeout); waits.delete(el); const t = e.detail.target; if (t) t.removeAttribute("aria-busy"); if (el.matches("form")) release(el); };
document.addEventListener("htmx:beforeRequest", (e) => {
  const t = e.detail.target;
  waits.set(e.detail.elt, [setTimeout(() => { if (t) t.setAttribute("aria-busy", "true"); }, 300), setTimeout(() => say("Mạng đang chậm, vẫn đang tải."), 8000)]);
});
document.addEventListener("htmx:afterRequest", settle);
document.addEventListener("htmx:afterSwap", (e) => enhance(e.detail.target));
document.addEventListener("htmx:responseError", () => say("Chưa tải được. Phần đã nhập vẫn còn, hãy thử lại."));
document.addEventListener("htmx:sendError", () => { say("Đang mất mạng. Phần đã nhập vẫn còn trên trang này."); net(); });

enhance(document);
$$("input[data-upload]").forEach(resend);
net();
})();
