# Influence diagnostics, leave-one-out and cumulative meta-analyses of metafor 3.8-1, for influence_metafor.csv and
# subsets_metafor.csv.  Usage: Rscript make_sensitivity_metafor.R (this directory)
# At tightened control. Of egger2001 by ML without study 14 its scoring ends at tau2 = 0, log-likelihood -28.7, while 0.295 has -19.0:
# left out (NA). NA else: it did not converge, or (k = 1, k = p) has no such number. Of sim100 every tenth study is kept.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
rd <- function(n) read.csv(file.path("data", paste0(n, ".csv")))
one <- function(n) { d <- rd(n); list(n, d, NULL) }
b <- rd("bcg"); i <- function(l) as.numeric(b$alloc == l); mo <- rd("molloy2014_zcor"); s <- rd("sim100")
D <- list(one("bcg"), one("hackshaw1998"), one("molloy2014_zcor"), one("normand1999_md"), one("normand1999_smd"), one("smit2023_clinical"),
  one("smit2023_functional"), one("smit2023_personal"), one("tau2_zero"), one("k3"), one("k2"), one("egger2001"), one("hart1999"))
names(D) <- sapply(D, function(d) d[[1]])
D <- c(D, list(bcg_ablat = list("bcg", b, cbind(1, b$ablat)), bcg_ablat_year = list("bcg", b, cbind(1, b$ablat, b$year)),
  bcg_alloc_cellmeans = list("bcg", b, cbind(i("random"), i("alternate"), i("systematic"))),
  molloy_quality_age = list("molloy2014_zcor", mo, cbind(1, mo$quality, mo$meanage)),
  sim100 = list("sim100", s, cbind(1, s$x1, s$x2, s$x3, s$x4))))
ctl <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-15)
fits <- expand.grid(method = c("EE","REML","DL","ML","PM"), test = c("z","knha"), stringsAsFactors = FALSE)
fits <- rbind(fits[!(fits$method %in% c("EE","ML","PM") & fits$test == "knha"), ], data.frame(method = "REML", test = c("adhoc","t")))
influ <- file("influence_metafor.csv", "w"); subs <- file("subsets_metafor.csv", "w")
head <- c("design","dataset","method","test","level")
diag <- c("rstudent","dffits","cook","cov_ratio","tau2","Q","hat","weight","dfbetas1","dfbetas2","dfbetas3","dfbetas4","dfbetas5","influential")
part <- c("estimate","se","statistic","p","lower","upper","Q","Q_p","tau2","I2","H2")
writeLines(paste(c(head, "study", diag, "source"), collapse = ","), influ)
writeLines(paste(c("kind", head, "step", part, "source"), collapse = ","), subs)
for (n in names(D)) {
  d <- D[[n]][[2]]; X <- D[[n]][[3]]; k <- nrow(d)
  for (a in seq_len(nrow(fits))) {
    me <- fits$method[a]; te <- fits$test[a]; level <- if (te == "adhoc") 90 else 95
    if (n == "sim100" && !(me %in% c("REML","DL") && te != "t")) next
    call <- list(yi = d$yi, vi = d$vi, method = me, test = te, level = level, control = ctl)
    if (!is.null(X)) call <- c(call, list(mods = X, intercept = FALSE))
    r <- try(suppressWarnings(do.call(rma.uni, call)), silent = TRUE)
    if (inherits(r, "try-error")) { message(n, " ", me, " ", te, ": ", r); next }
    inf <- influence(r)
    B <- matrix(NA_real_, k, 5); B[, seq_len(r$p)] <- sapply(seq_len(r$p), function(j) inf$dfbs[[j]])
    M <- cbind(sapply(1:8, function(j) inf$inf[[j]]), B, as.numeric(inf$is.infl))
    id <- c(n, D[[n]][[1]], me, te, level)
    lost <- function(n, me, j) n == "egger2001" && me == "ML" && j == 14
    for (j in if (n == "sim100") seq(1, k, by = 10) else seq_len(k))
      writeLines(paste(c(id, j, f(if (lost(n, me, j)) rep(NA, 14) else M[j, ]), "metafor 3.8-1"), collapse = ","), influ)
    if (!is.null(X)) next
    w <- list(leave1out = leave1out(r), cumul = cumul(r), reversed = cumul(r, order = -seq_len(k)))
    for (kind in names(w)) {
      o <- w[[kind]]
      names(o)[3:4] <- c("statistic", "pval")
      M <- cbind(o$estimate, o$se, o$statistic, o$pval, o$ci.lb, o$ci.ub, o$Q, o$Qp, if (me == "EE") 0 else o$tau2, o$I2, o$H2)
      for (j in seq_len(nrow(M)))
        writeLines(paste(c(kind, id, j, f(if (kind == "leave1out" && lost(n, me, j)) rep(NA, 11) else M[j, ]), "metafor 3.8-1"), collapse = ","), subs)
    }
  }
}
close(influ); close(subs)
