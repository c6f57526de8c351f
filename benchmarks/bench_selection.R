# Selection models by metafor, in turn with copse: for each, copse, then metafor (once), then copse again.
# Usage: Rscript bench_selection.R BENCH_SELECTION DATA-FOLDER quick|whole
# Seconds of processor time of one fit with its Hessian and the likelihood-ratio tests that selmodel makes, at its defaults.
suppressMessages(library(metafor))
args <- commandArgs(TRUE)
show <- function(x) ifelse(x < 1e-3, sprintf("%.0f us", 1e6 * x), ifelse(x < 1, sprintf("%.2f ms", 1e3 * x), sprintf("%.2f s", x)))
copse <- function(words) as.numeric(strsplit(system2(args[1], words, stdout = TRUE), " ")[[1]])
spent <- function(f) { value <- NULL; t <- system.time(value <- try(suppressWarnings(f()), silent = TRUE), gcFirst = FALSE); list(sum(t[1:2]), value) }
cat(sprintf("metafor %s, %s\n%-52s %9s %9s %8s  %s\n", packageVersion("metafor"), R.version.string, "", "copse", "metafor", "factor",
  "log-likelihood: copse, and by how much it is above metafor's"))
row <- function(data, k, type, side, steps = NULL, prec = NULL, method = "ML", profile = FALSE) {
  file <- file.path(args[2], paste0(data, ".csv"))
  words <- c(file, type, side, if (is.null(steps)) "-" else paste(steps, collapse = ","), if (is.null(prec)) "none" else prec, method,
    if (profile) "profile" else "fit")
  d <- read.csv(file)
  res <- rma(yi, vi, data = d, method = method)
  model <- function(...) do.call(selmodel, c(list(res, type = type, alternative = sub("-", ".", side)), if (!is.null(steps)) list(steps = steps),
    if (!is.null(prec)) list(prec = prec), list(...)))
  before <- copse(words)
  known <- !type %in% c("trunc", "truncest") || packageVersion("metafor") >= "4.0"
  peer <- if (!known) list(NA, NULL) else if (profile) { sav <- model(); spent(function() confint(sav)) } else spent(model)
  ours <- (before + copse(words)) / 2
  good <- inherits(peer[[2]], "rma")
  cat(sprintf("%-52s %9s %9s %8s  %.6f%s\n",
    paste0(data, " (k = ", nrow(d), "), ", type, if (!is.null(steps)) paste0(" ", paste(steps, collapse = ", ")), if (!is.null(prec)) paste0(" by ", prec),
      if (method == "EE") ", EE", if (profile) ", profiles"),
    show(ours[1]), if (known) show(peer[[1]]) else "none", if (known) sprintf("%.0f", peer[[1]] / ours[1]) else "", ours[2],
    if (good) sprintf(" %+.1e", ours[2] - peer[[2]]$ll) else if (known && !profile) " metafor failed" else ""))
}
row("hackshaw1998", 37, "stepfun", "greater", 0.025)
row("hackshaw1998", 37, "stepfun", "greater", c(0.025, 0.5))
row("hackshaw1998", 37, "stepfun", "greater", c(0.05, 0.1, 0.5))
row("curtis1998", 102, "stepfun", "greater", 0.025)
row("hackshaw1998", 37, "stepfun", "greater", 0.025, profile = TRUE)
row("hackshaw1998", 37, "trunc", "greater")
row("hackshaw1998", 37, "truncest", "greater")
row("preston2004", 9, "halfnorm", "less", method = "EE")
row("preston2004", 9, "negexp", "less", prec = "sei", method = "EE")
for (type in c("halfnorm", "negexp", "logistic", "power")) row("hackshaw1998", 37, type, "greater")
if (args[3] == "whole") {
  for (type in c("halfnorm", "negexp", "logistic", "power")) row("hackshaw1998", 37, type, "greater", prec = "sei")
  row("baskerville2012", 23, "negexppow", "greater")
  row("hackshaw1998", 37, "negexppow", "greater")
  row("baskerville2012", 23, "beta", "greater")
  row("hackshaw1998", 37, "beta", "greater")
  row("curtis1998", 102, "beta", "greater")
}
