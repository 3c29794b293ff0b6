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

// In the review queue J and K go to the next question and back, while a question has the focus and nothing is typed.
const queue = [...document.querySelectorAll(".question")];
for (const [at, question] of queue.entries()) {
  question.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") && event.target.type !== "checkbox") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = { j: queue[at + 1], k: queue[at - 1] }[event.key.toLowerCase()];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "start" });
    }
  });
}
