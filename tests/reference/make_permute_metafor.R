# metafor 3.8-1's permutation tests, exact.  Usage: Rscript make_permute_metafor.R (this directory)
# permute_data.csv: the data sets; permute_metafor.csv: how many permutations are as extreme, permute_each.csv: the statistics
# of every permutation, in metafor's order.
suppressMessages({library(metafor); library(metadat)})
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
rd <- function(n) read.csv(file.path("data", paste0(n, ".csv")))
col <- escalc(measure = "OR", ai = b.xti, n1i = nti, ci = b.xci, n2i = nci, data = dat.collins1985a)
col <- head(col[!is.na(col$yi), ], 10)
hin <- escalc(measure = "RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.hine1989)
nor <- rd("normand1999_md")
rau <- head(dat.raudenbush1985, 8)
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
b7 <- bcg[c(1, 2, 3, 4, 6, 8, 12), ]; b10 <- head(bcg, 10)
b6 <- bcg[c(2, 4, 5, 7, 10, 13), ]
D <- list(
  collins1985 = list(col$yi, col$vi, NULL), hine1989 = list(hin$yi, hin$vi, NULL), normand1999 = list(nor$yi, nor$vi, NULL),
  bcg10 = list(b10$yi, b10$vi, NULL), twins = list(c(.3, .3, -.3, .1, .5, .3), c(.04, .04, .04, .09, .01, .04), NULL),
  zeros = list(c(0, .4, .2, 0, -.1, .6), c(.1, .05, .08, .2, .04, .09), NULL), k2 = list(c(.4, .9), c(.04, .05), NULL),
  bcg_ablat6 = list(b6$yi, b6$vi, cbind(intrcpt = 1, ablat = b6$ablat)),
  bcg_ablat7 = list(b7$yi, b7$vi, cbind(intrcpt = 1, ablat = b7$ablat)),
  bcg_alloc10 = list(b10$yi, b10$vi, cbind(intrcpt = 1, random = as.numeric(b10$alloc == "random"))),
  bcg_two7 = list(b7$yi, b7$vi, cbind(intrcpt = 1, year = b7$year - 1950, random = as.numeric(b7$alloc == "random"))),
  weeks8 = list(rau$yi, rau$vi, cbind(intrcpt = 1, high = as.numeric(rau$weeks > 1))),
  cells8 = list(rau$yi, rau$vi, cbind(low = as.numeric(rau$weeks <= 1), high = as.numeric(rau$weeks > 1))))
out <- file("permute_data.csv", "w"); writeLines("dataset,yi,vi,x1,x2,x3", out)
for (n in names(D)) { X <- D[[n]][[3]]
  for (i in seq_along(D[[n]][[1]])) writeLines(paste(c(n, f(D[[n]][[1]][i]), f(D[[n]][[2]][i]),
    if (is.null(X)) rep("NA", 3) else c(f(X[i, ]), rep("NA", 3 - ncol(X)))), collapse = ","), out) }
close(out)
ctl_of <- function(n) list(threshold = 1e-12, maxiter = 100000, tol = 1e-14, stepadj = if (n %in% c("k2", "twins")) 0.5 else 1)
out <- file("permute_metafor.csv", "w"); writeLines("dataset,method,test,statistic,coefficient,two_sided,twice,less,greater,of,observed", out)
each <- file("permute_each.csv", "w"); writeLines("dataset,method,test,permutation,coefficient,statistic,estimate,QM", each)
runs <- list(c("REML","z"), c("REML","knha"), c("DL","knha"), c("EE","z"), c("PM","adhoc"), c("ML","t"), c("SJ","knha"))
for (n in names(D)) for (m in runs) {
  X <- D[[n]][[3]]; signs <- is.null(X); big <- length(D[[n]][[1]]) > 8 && signs
  if (big && !(m[1] %in% c("REML", "DL"))) next
  if (n == "bcg_two7" && m[1] == "ML") next # where permutations have two maxima, Fisher scoring may find the lower one
  x <- if (signs) rma(D[[n]][[1]], D[[n]][[2]], method = m[1], test = m[2], control = ctl_of(n)) else
    rma(D[[n]][[1]], D[[n]][[2]], mods = X, intercept = FALSE, method = m[1], test = m[2], control = ctl_of(n))
  one <- function(stat, alt, def) suppressWarnings(permutest(x, exact = TRUE, progbar = FALSE, control = list(stat = stat, alternative = alt, p2defn = def)))
  r <- one("test", "two.sided", "abs")
  z <- as.matrix(r$zval.perm); b <- as.matrix(r$beta.perm); N <- nrow(z)
  stopifnot(!any(is.na(z)))
  # The other definitions from the same permutations, by the formulas of permutest; checked against it for one of the runs.
  tol <- .Machine$double.eps^0.5
  for (stat in c("test", "estimate")) for (j in seq_len(ncol(z))) {
    T <- if (stat == "test") z[, j] else b[, j]; t <- if (stat == "test") x$zval[j] else x$beta[j]
    p <- c(mean(abs(T) >= abs(t) - tol), if (t > median(T)) 2 * mean(T >= t - tol) else 2 * mean(T <= t + tol),
           mean(T <= t + tol), mean(T >= t - tol))
    if (N <= 128 && m[1] == "REML" && m[2] == "knha") {
      s <- if (stat == "test") "test" else "coef"
      q <- c(one(s, "two.sided", "abs")$pval[j], one(s, "two.sided", "px2")$pval[j], one(s, "less", "abs")$pval[j], one(s, "greater", "abs")$pval[j])
      stopifnot(all.equal(pmin(1, p), q))
    }
    if (stat == "test") stopifnot(all.equal(p[1], r$pval[j]))
    writeLines(paste(c(n, m, stat, j - 1, round(c(p[1], min(1, p[2]), p[3:4]) * N), N, f(t)), collapse = ","), out)
  }
  if (!signs) writeLines(paste(c(n, m, "QM", 0, rep(round(r$QMp * N), 4), N, f(x$QM)), collapse = ","), out)
  if (N <= 64 || (n %in% c("bcg_alloc10", "weeks8") && m[1] == "REML"))
    for (i in seq_len(N)) for (j in seq_len(ncol(z)))
      writeLines(paste(c(n, m, i - 1, j - 1, f(z[i, j]), f(b[i, j]), if (signs) "NA" else f(r$QM.perm[i])), collapse = ","), each)
}
close(out); close(each)
