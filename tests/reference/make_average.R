# Writes average.csv and data/bangertdrowns2004.csv: all subsets of the moderators of five meta-regressions, fitted by metafor's rma()
# at tightened convergence, with AIC, BIC and AICc of its fitstats(); weights, averages and standard errors by the formulas of
# docs/methods-regression.md. Run in tests/reference.
suppressMessages(library(metafor))
options(digits = 17)
bcg <- read.csv("data/bcg.csv")
bcg$random <- 1 * (bcg$alloc == "random"); bcg$systematic <- 1 * (bcg$alloc == "systematic")
bd <- metadat::dat.bangertdrowns2004[, c("yi", "vi", "length", "wic", "feedback", "info", "pers", "imag", "meta")]
bd <- bd[complete.cases(bd), ]
write.table(bd, "data/bangertdrowns2004.csv", sep = ",", row.names = FALSE, quote = FALSE)
columns <- function(data, ...) cbind(intrcpt = 1, as.matrix(data[, c(...)]))
with_products <- function(X, ...) { for (pair in list(...)) X <- cbind(X, X[, pair[1]] * X[, pair[2]]); X }
seven <- c("length", "wic", "feedback", "info", "pers", "imag", "meta")
# X; the term of each column (0: intercept); the terms that each term needs
cases <- list(
  bcg = list(bcg, columns(bcg, "ablat", "year", "random", "systematic"), c(0, 1, 2, 3, 3), list(NULL, NULL, NULL), "ML", "z"),
  bcg_ee = list(bcg, columns(bcg, "ablat", "year", "random", "systematic"), c(0, 1, 2, 3, 3), list(NULL, NULL, NULL), "EE", "z"),
  bcg_interaction = list(bcg, with_products(columns(bcg, "ablat", "random", "systematic"), c(2, 3), c(2, 4)), c(0, 1, 2, 2, 3, 3),
    list(NULL, NULL, c(1, 2)), "ML", "knha"),
  bd = list(bd, columns(bd, seven), 0:7, rep(list(NULL), 7), "ML", "z"),
  bd_interaction = list(bd, with_products(columns(bd, "length", "wic", "meta"), c(2, 3), c(3, 4)), 0:5,
    list(NULL, NULL, NULL, c(1, 2), c(2, 3)), "ML", "t"))
out <- file("average.csv", "w")
cat("case,method,test,criterion,part,index,statistic,value\n", file = out)
for (name in names(cases)) {
  case <- cases[[name]]; data <- case[[1]]; X <- case[[2]]; term <- case[[3]]; needs <- case[[4]]
  terms <- max(term); fits <- list(); sets <- list()
  for (s in 0:(2^terms - 1)) {
    within <- bitwAnd(s, 2^(seq_len(terms) - 1)) > 0
    if (!all(sapply(which(within), function(t) all(within[needs[[t]]])))) next
    keep <- term == 0 | c(FALSE, within)[term + 1]
    control <- list(threshold = 1e-14, maxiter = 100000)
    fit <- rma(data$yi, data$vi, mods = X[, keep, drop = FALSE], intercept = FALSE, method = case[[5]], test = case[[6]], control = control)
    sets[[length(sets) + 1]] <- s
    b <- se <- rep(0, ncol(X)); b[keep] <- fit$beta; se[keep] <- fit$se
    stopifnot(length(fit$beta) == sum(keep))
    fits[[length(fits) + 1]] <- list(b = b, se = se, keep = keep, stats = fitstats(fit), df = if (case[[6]] == "z") NA else fit$k - fit$p)
  }
  B <- sapply(fits, `[[`, "b"); S <- sapply(fits, `[[`, "se"); K <- sapply(fits, `[[`, "keep"); DF <- sapply(fits, `[[`, "df")
  for (criterion in c("AICc", "AIC", "BIC")) {
    emit <- function(part, index, statistic, value)
      cat(sprintf("%s,%s,%s,%s,%s,%d,%s,%.17g\n", name, case[[5]], case[[6]], criterion, part, index, statistic, value), file = out)
    ic <- sapply(fits, function(f) f$stats[c(AIC = 3, BIC = 4, AICc = 5)[[criterion]], "ML"])
    w <- exp(-(ic - min(ic)) / 2); w <- w / sum(w)
    for (m in seq_along(ic)) if (length(ic) < 10 || m %% 17 == 1) { emit("model", sets[[m]], criterion, ic[m]); emit("model", sets[[m]], "weight", w[m]) }
    for (t in seq_len(terms)) emit("term", t - 1, "importance", sum(w[K[match(t, term), ]]))
    for (j in seq_len(ncol(X))) for (kind in c("full", "conditional")) {
      v <- if (kind == "full") w else ifelse(K[j, ], w, 0) / sum(w[K[j, ]])
      mean <- sum(v * B[j, ]); df <- sum(v * DF)
      se <- c(buckland = sum(v * sqrt(S[j, ]^2 + (B[j, ] - mean)^2)), revised = sqrt(sum(v * (S[j, ]^2 + (B[j, ] - mean)^2))))
      q <- if (case[[6]] == "z") qnorm(0.975) else qt(0.975, df)
      emit(kind, j - 1, "estimate", mean)
      for (form in names(se)) emit(kind, j - 1, form, se[[form]])
      emit(kind, j - 1, "ci_lower", mean - q * se[["buckland"]])
      emit(kind, j - 1, "p", 2 * if (case[[6]] == "z") pnorm(-abs(mean / se[["buckland"]])) else pt(-abs(mean / se[["buckland"]]), df))
      if (case[[6]] != "z") emit(kind, j - 1, "df", df)
    }
  }
}
close(out)
