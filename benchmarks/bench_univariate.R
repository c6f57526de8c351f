# The cases of bench_univariate by metafor, in turn with copse: for each, copse, then metafor, then copse again.
# Usage: Rscript bench_univariate.R BENCH_UNIVARIATE STUDIES.csv quick|whole
# Seconds of processor time: of copse the median of its rounds, mean of the two turns; of metafor the median of its calls.
suppressMessages({library(metafor); library(metadat)})
args <- commandArgs(TRUE)
program <- args[1]
studies <- read.csv(args[2])
whole <- args[3] == "whole"
first <- function(k) studies[seq_len(k), ]
peers <- c(BiasedUrn = requireNamespace("BiasedUrn", quietly = TRUE), lme4 = requireNamespace("lme4", quietly = TRUE))

spent <- function(f, calls) {
  one <- function() { t <- system.time(f(), gcFirst = FALSE); c(sum(t[1:2]), t[[3]]) }
  apply(matrix(vapply(seq_len(calls), function(i) suppressWarnings(one()), numeric(2)), 2), 1, median)
}
copse <- function(case) as.numeric(strsplit(system2(program, case, stdout = TRUE), " ")[[1]][2:3])
show <- function(x) ifelse(x < 1e-3, sprintf("%.1f us", 1e6 * x), ifelse(x < 1, sprintf("%.2f ms", 1e3 * x), sprintf("%.2f s", x)))
# f is called `inner` times within one measurement and stands for 1/scale of the work
row <- function(text, case, f, calls = 3, inner = 1, scale = 1, note = "") {
  before <- copse(case)
  peer <- spent(function() for (i in seq_len(inner)) f(), calls) * scale / inner
  ours <- (before + copse(case)) / 2
  cat(sprintf("%-46s %10s %10s %10s %10s %9.0f  %s\n", text, show(ours[1]), show(peer[1]), show(ours[2]), show(peer[2]),
    peer[1] / ours[1], note))
}
alone <- function(text, case, why) {
  ours <- copse(case)
  cat(sprintf("%-46s %10s %10s %10s %10s %9s  %s\n", text, show(ours[1]), "", show(ours[2]), "", "", why))
}
cat(sprintf("metafor %s, %s\n%-46s %10s %10s %10s %10s %9s\n", packageVersion("metafor"), R.version.string, "", "copse",
  "metafor", "wall", "wall", "factor"))

control <- list(maxiter = 1000, stepadj = 0.5)
fit <- function(d, ...) rma(y, v, data = d, test = "knha", control = control, ...)
small <- first(13)
large <- first(1000)
row("REML, k = 13", "reml-13", function() fit(small), inner = 50)
row("REML, k = 1000", "reml-1000", function() fit(large), calls = 1)
if (whole) row("REML, k = 4000", "reml-4000", function() fit(first(4000)), calls = 1, note = "metafor once") else
  alone("REML, k = 4000", "reml-4000", "metafor: left out by --quick")
alone("REML, k = 100000", "reml-100000", "metafor: not run, one k x k matrix has 80 GB")
plain <- fit(small)
row("Q-profile interval, k = 13", "interval-13", function() confint(plain), inner = 20)
row("REML and Q-profile interval, k = 13", "both-13", function() confint(fit(small)), inner = 20)
plain <- fit(large)
row("Q-profile interval, k = 1000", "interval-1000", function() confint(plain), calls = 1)
row("two moderators, k = 13", "moderators-13", function() fit(small, mods = ~ x1 + x2), inner = 20)
row("two moderators, k = 1000", "moderators-1000", function() fit(large, mods = ~ x1 + x2), calls = 1)

glmm <- function(model, needs) {
  text <- paste0(model, " of BCG (OR), ML")
  case <- paste0(tolower(sub(".", "", model, fixed = TRUE)), "-13")
  if (!peers[[needs]]) return(alone(text, case, paste("metafor: R has no", needs)))
  row(text, case, function() rma.glmm(measure = "OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg, model = model),
    calls = if (model == "CM.EL") 1 else 3)
}
glmm("CM.EL", "BiasedUrn")
for (model in c("CM.AL", "UM.FS", "UM.RS")) glmm(model, "lme4")
row("Mantel-Haenszel (OR) of BCG", "mh-13", function()
  rma.mh(measure = "OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg), inner = 50)

wald <- function(d) rma(y, v, data = d, control = control)
row("fit, residuals and hat values, k = 13", "residuals-13", function() { x <- wald(small); rstandard(x); hatvalues(x) }, inner = 20)
row("fit, residuals and hat values, k = 500", "residuals-500", function() { x <- wald(first(500)); rstandard(x); hatvalues(x) },
  calls = 1)
row("fit and rstudent, k = 13", "rstudent-13", function() rstudent(wald(small)), inner = 2)
row("fit and rstudent, k = 500", "rstudent-500", function() wald(first(499)), calls = 3, scale = 500,
  note = "metafor: one fit of 499, times 500")
row("location-scale, k = 13", "scale-13", function() rma(y, v, scale = ~ x1, data = small), inner = 5)
row("location-scale, k = 100", "scale-100", function() rma(y, v, scale = ~ x1, data = first(100)))
flips <- fit(small)
orders <- fit(small, mods = ~ x1)
row("1000 sign flips, k = 13", "signs-13", function() permutest(flips, exact = FALSE, iter = 1000, progbar = FALSE), calls = 1)
row("1000 orders of a moderator, k = 13", "orders-13", function() permutest(orders, exact = FALSE, iter = 1000, progbar = FALSE),
  calls = 1)

# 20 data sets, five at each tau2, by 11 estimators and 4 tests; 4000 in all
calibrate <- function()
  for (tau2 in c(0, 0.025, 0.05, 0.1)) for (b in 1:5) {
    y <- 0.3 + rnorm(13) * sqrt(tau2 + small$v)
    for (method in c("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM"))
      for (test in c("z", "t", "knha", "adhoc")) try(rma(y, small$v, method = method, test = test, control = control), silent = TRUE)
  }
set.seed(1)
row("calibrate: 4 x 1000 data sets, 44 intervals", "calibrate-13", calibrate, calls = 1, scale = 200, note = "metafor: 20 data sets, times 200")
