# Residuals, hat values and BLUPs of metafor 3.8-1, for residuals_metafor.csv.  Usage: Rscript make_residuals_metafor.R (this directory)
# At tightened control; NA in the columns of the deleted fit: it did not converge. Of sim100 every third study is kept.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
out <- file("residuals_metafor.csv", "w")
what <- c("fitted","raw","hat","se","standard","pearson","cholesky","deleted","deleted_se","studentised","blup","blup_se","blup_lower","blup_upper","effect","effect_se","effect_lower","effect_upper")
writeLines(paste(c("design","dataset","method","test","level","study",what,"source"), collapse = ","), out)
rd <- function(n) read.csv(file.path("data", paste0(n, ".csv")))
one <- function(n) { d <- rd(n); list(n, d, cbind(rep(1, nrow(d)))) }
b <- rd("bcg"); i <- function(l) as.numeric(b$alloc == l); mo <- rd("molloy2014_zcor"); s <- rd("sim100")
D <- list(one("bcg"), one("hackshaw1998"), one("molloy2014_zcor"), one("normand1999_md"), one("normand1999_smd"), one("smit2023_clinical"),
  one("smit2023_functional"), one("smit2023_personal"), one("tau2_zero"), one("k3"))
names(D) <- sapply(D, function(d) d[[1]])
D <- c(D, list(bcg_ablat = list("bcg", b, cbind(1, b$ablat)), bcg_ablat_year = list("bcg", b, cbind(1, b$ablat, b$year)),
  bcg_alloc_cellmeans = list("bcg", b, cbind(i("random"), i("alternate"), i("systematic"))),
  molloy_quality_age = list("molloy2014_zcor", mo, cbind(1, mo$quality, mo$meanage)),
  sim100 = list("sim100", s, cbind(1, s$x1, s$x2, s$x3, s$x4))))
ctl <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-15)
for (n in names(D)) {
  d <- D[[n]][[2]]; X <- D[[n]][[3]]; k <- nrow(d)
  for (me in c("EE","REML","DL","ML","PM","SJ","HS"))
    for (te in if (me == "REML") c("z","knha","adhoc","t") else if (me == "DL") "knha" else "z") {
      if (n == "sim100" && !(me %in% c("REML","DL"))) next
      level <- if (te == "adhoc") 90 else 95
      r <- try(suppressWarnings(rma.uni(d$yi, d$vi, mods = X, intercept = FALSE, method = me, test = te, level = level, control = ctl)), silent = TRUE)
      if (inherits(r, "try-error")) { message(n, " ", me, " ", te, ": ", r); next }
      st <- rstandard(r); sd <- rstudent(r); bl <- blup(r); re <- ranef(r)
      M <- cbind(fitted(r), residuals(r), hatvalues(r), st$se, st$z, residuals(r, type = "pearson"), residuals(r, type = "cholesky"),
        sd$resid, sd$se, sd$z, bl$pred, bl$se, bl$pi.lb, bl$pi.ub, re$pred, re$se, re$pi.lb, re$pi.ub)
      if (is.element(me, c("ML","REML")) && r$tau2 > 0 && r$tau2 < 1e-12) M[, 15:18] <- NA # at 0 Fisher scoring stops short of it
      rows <- if (n == "sim100") seq(1, k, by = 3) else seq_len(k)
      for (j in rows) writeLines(paste(c(n, D[[n]][[1]], me, te, level, j, f(M[j, ]), "metafor 3.8-1"), collapse = ","), out)
    }
}
close(out)
