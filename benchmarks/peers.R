# What today's tools do in a second, on one core: the peers of benchmarks/run.sh. Each figure is the fastest of three
# runs of at least half a second of processor time; one line each: work, replicates per second, with what.
# Usage: Rscript peers.R FOLDER-OF-DATASETS [bootstrap|dl|simulate|batch ...]
suppressMessages({library(metafor); library(boot)})
arguments <- commandArgs(trailingOnly = TRUE)
stopifnot(length(arguments) >= 1)
works <- if (length(arguments) > 1) arguments[-1] else c("bootstrap", "dl", "simulate", "batch")

trials <- read.csv(file.path(arguments[1], "bcg", "bcg.csv"))
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = trials)
control <- list(maxiter = 1000, stepadj = 0.5)

# Replicates per second of run(n), which does n of them or a few more, and returns how many.
rate <- function(run, n) {
  best <- 0
  for (i in 1:3) {
    repeat {
      start <- sum(proc.time()[1:2])
      done <- run(n)
      seconds <- sum(proc.time()[1:2]) - start
      if (seconds >= 0.5) break
      n <- ceiling(n * max(2, 0.6 / max(seconds, 0.01)))
    }
    best <- max(best, done / seconds)
  }
  best
}
tell <- function(work, figure, with) cat(sprintf("peer %-20s %12.0f %s\n", work, figure, with))
packages <- paste("metafor", packageDescription("metafor")$Version)
with_boot <- paste(packages, "+ boot", packageDescription("boot")$Version)

# DerSimonian & Laird (1986), for one data set and for one data set a row.
dl_one <- function(y, v) {
  w <- 1 / v
  s <- sum(w)
  q <- sum(w * (y - sum(w * y) / s)^2)
  tau2 <- max(0, (q - (length(y) - 1)) / (s - sum(w^2) / s))
  w <- 1 / (v + tau2)
  c(sum(w * y) / sum(w), tau2, 1 / sqrt(sum(w)))
}
dl_rows <- function(y, v) {
  w <- 1 / v
  s <- rowSums(w)
  q <- rowSums(w * (y - rowSums(w * y) / s)^2)
  tau2 <- pmax(0, (q - (ncol(y) - 1)) / (s - rowSums(w^2) / s))
  w <- 1 / (v + tau2)
  s <- rowSums(w)
  cbind(rowSums(w * y) / s, tau2, 1 / sqrt(s))
}

set.seed(20260101)
if ("bootstrap" %in% works) {
  statistic <- function(d, i) {
    fit <- suppressWarnings(rma(d$yi[i], d$vi[i], method = "REML", control = control))
    c(fit$beta, fit$tau2)
  }
  tell("bootstrap-REML", rate(function(n) nrow(boot(bcg, statistic, R = n)$t), 100), with_boot)
}
if ("dl" %in% works) {
  y <- bcg$yi
  v <- bcg$vi
  one <- function(n) {
    for (b in seq_len(n)) {
      i <- sample.int(13, replace = TRUE)
      dl_one(y[i], v[i])
    }
    n
  }
  tell("bootstrap-DL", rate(one, 20000), "hand-written R, a resample at a time")
  rows <- function(n) {
    blocks <- ceiling(n / 10000)
    for (block in seq_len(blocks)) {
      i <- sample.int(13, 13 * 10000, replace = TRUE)
      dl_rows(matrix(y[i], ncol = 13), matrix(v[i], ncol = 13))
    }
    10000 * blocks
  }
  tell("bootstrap-DL-matrix", rate(rows, 50000), "hand-written R, ten thousand resamples at a time")
}
if ("simulate" %in% works) {
  v <- 10^(-2.5 + 2 * ((1:20) - 0.5) / 20)
  run <- function(n) {
    for (b in seq_len(n))
      rma(0.3 + sqrt(v + 0.05) * rnorm(20), v, method = "REML", test = "knha", control = control)
    n
  }
  tell("simulate-REML-knha", rate(run, 100), packages)
}
if ("batch" %in% works) {
  file <- tempfile(fileext = ".csv")
  many <- 300
  write.csv(data.frame(meta_id = rep(seq_len(many), each = 10), yi = round(rnorm(10 * many, 0.3, 0.4), 6),
                       vi = round(10^(-2.5 + 2 * runif(10 * many)), 6)), file, row.names = FALSE)
  run <- function(n) {
    turns <- ceiling(n / many)
    for (turn in seq_len(turns)) {
      d <- read.csv(file)
      lapply(split(d, d$meta_id), function(one) rma(yi, vi, data = one, method = "REML", control = control))
    }
    many * turns
  }
  tell("batch-REML", rate(run, many), paste(packages, "over split() of read.csv()"))
}
