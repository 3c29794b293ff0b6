// Everything works without this file. With it the time slider tells its day while it moves, and goes there at once.
for (const form of document.querySelectorAll("form[data-steps]")) {
  const slider = form.querySelector("input[type=range]");
  const told = form.querySelector("output");
  const days = [...form.querySelectorAll("datalist option")].map((day) => day.label);
  slider.addEventListener("input", () => {
    told.value = days[Number(slider.value)] ?? "";
  });
  slider.addEventListener("change", () => form.requestSubmit());
  form.querySelector("button").hidden = true;
}

// The review queue by keys, while a question has the focus and nothing is typed (WCAG 2.1.4): each does what a link or a
// button of the question does. A verdict needs a reason, so its key leads to the field; Enter there sends it.
const queue = [...document.querySelectorAll(".question")];
const keys = document.querySelector("details.keys");
const verdicts = { s: "same", d: "different", u: "unsure", a: "accept", r: "reject" };

function focusOn(question) {
  question.focus();
  question.scrollIntoView({ block: "start" });
}

function choose(question, value) {
  const button = question.querySelector(`button[name=verdict][value=${value}]`);
  if (!button) return false;
  for (const other of question.querySelectorAll("button[aria-pressed]")) other.removeAttribute("aria-pressed");
  button.setAttribute("aria-pressed", "true");
  button.form.querySelector("[name=why]").focus();
  return true;
}

function act(question, at, key) {
  if (key === "j" || key === "k") {
    const next = queue[at + (key === "j" ? 1 : -1)];
    if (next) focusOn(next);
    return Boolean(next);
  }
  if (key in verdicts) return choose(question, verdicts[key]);
  if (key === "e" || key === "o") {
    const link = question.querySelector(key === "e" ? "a.edit" : "a[href^='/events/'], a[href^='/reports/']");
    link?.click();
    return Boolean(link);
  }
  if (key === "z") {
    location.assign("/judgements#undo");
    return true;
  }
  if (key === "?" && keys) {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
    return true;
  }
  return false;
}

for (const [at, question] of queue.entries()) {
  question.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea") && event.target.type !== "checkbox";
    if (typing && event.key === "Escape") focusOn(question);
    else if (typing && event.key === "Enter" && event.target.name === "why") {
      // What was chosen is sent; where nothing was, nothing is, and the buttons are next.
      event.preventDefault();
      const buttons = [...event.target.form.querySelectorAll("button:not([disabled])")];
      const chosen = buttons.find((button) => button.hasAttribute("aria-pressed"));
      if (chosen || buttons.length === 1) event.target.form.requestSubmit(chosen ?? buttons[0]);
      else buttons[0]?.focus();
    } else if (!typing && act(question, at, event.key.toLowerCase())) event.preventDefault();
  });
}
// From the help Escape leads back to the questions; after a verdict one goes on with the next one.
keys?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !queue.length) return;
  keys.open = false;
  focusOn(queue[0]);
});
if (queue.length && location.hash.startsWith("#judged-")) focusOn(queue[0]);
if (location.hash === "#undo") document.querySelector("form[action$='/undo'] [name=why]")?.focus();
