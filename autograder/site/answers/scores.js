// Stands for the functions in Python that the scores panel asks: both losses of each image.

/** The SVM loss of a row of scores. */
export function svmLoss(row, label, margin) {
  const costs = row.map((score, j) => (j === label ? 0 : Math.max(0, score - row[label] + margin)));
  return costs.reduce((sum, cost) => sum + cost, 0);
}

/** The softmax loss of a row of scores, by log-sum-exp. */
export function softmaxLoss(row, label) {
  const largest = Math.max(...row);
  const sum = row.reduce((total, score) => total + Math.exp(score - largest), 0);
  return Math.log(sum) + largest - row[label];
}

export function answer(model) {
  model.on("change:scores", () => {
    const data = model.get("data");
    const scores = model.get("scores");
    const losses = {
      SVM: scores.map((row, i) => svmLoss(row, data.labels[i], data.margin)),
      softmax: scores.map((row, i) => softmaxLoss(row, data.labels[i])),
    };
    model.set("data", { ...data, scores, losses });
  });
}
