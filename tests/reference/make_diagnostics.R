# Baujat, radial, normal quantile and profile plots of metafor 3.8-1, for diagnostics.csv.  Usage: Rscript make_diagnostics.R (this directory)
suppressMessages(library(metafor))
pdf(NULL)
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
out <- file("diagnostics.csv", "w")
writeLines("plot,design,dataset,method,test,index,x,y,source", out)
rd <- function(n) read.csv(file.path("data", paste0(n, ".csv")))
put <- function(plot, n, s, me, te, x, y) for (j in seq_along(x))
  writeLines(paste(c(plot, n, s, me, te, j, f(x[j]), f(y[j]), "metafor 3.8-1"), collapse = ","), out)
one <- function(n) { d <- rd(n); list(n, d, cbind(rep(1, nrow(d)))) }
b <- rd("bcg")
D <- list(one("bcg"), one("hackshaw1998"), one("normand1999_smd"), one("smit2023_personal"), one("tau2_zero"), one("k3"))
names(D) <- sapply(D, function(d) d[[1]])
D <- c(D, list(bcg_ablat_year = list("bcg", b, cbind(1, b$ablat, b$year))))
ctl <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-15)
for (n in names(D)) {
  s <- D[[n]][[1]]; d <- D[[n]][[2]]; X <- D[[n]][[3]]
  for (me in c("EE", "REML", "DL", "ML")) for (te in if (me == "REML") c("z", "knha") else "z") {
    # d is read by name in the refits of baujat()
    r <- rma.uni(d$yi, d$vi, mods = X, intercept = FALSE, method = me, test = te, control = ctl)
    if (me %in% c("REML", "ML") && r$tau2 > 0 && r$tau2 < 1e-12) next # at 0 Fisher scoring stops short of it
    p <- try(suppressWarnings(baujat(r, symbol = 19)), silent = TRUE)
    if (inherits(p, "try-error")) message(n, " ", me, ": ", p) else put("baujat", n, s, me, te, p$x, p$y)
    if (te == "knha") next
    if (ncol(X) == 1 && me %in% c("EE", "REML")) {
      r1 <- rma.uni(d$yi, d$vi, method = me, test = te, control = ctl)
      p <- radial(r1); put("radial", n, s, me, te, p$x, p$y)
      p <- radial(r1, center = TRUE); put("radial_centred", n, s, me, te, p$x, p$y)
    }
    if (me %in% c("EE", "REML")) { q <- suppressWarnings(qqnorm(r, envelope = FALSE)); o <- order(q$y); put("qqnorm", n, s, me, te, q$x[o], q$y[o]) }
    if (me == "REML") {
      q <- try(suppressWarnings(qqnorm(r, type = "rstudent", envelope = FALSE)), silent = TRUE)
      if (!inherits(q, "try-error") && length(q$y) == nrow(d)) { o <- order(q$y); put("qqnorm_deleted", n, s, me, te, q$x[o], q$y[o]) }
    }
    if (me %in% c("REML", "ML") && te == "z") {
      t2 <- seq(0, 4 * max(r$tau2, mean(d$vi)), length.out = 9)
      ll <- sapply(t2, function(t) as.numeric(logLik(rma.uni(d$yi, d$vi, mods = X, intercept = FALSE, method = me, tau2 = t))))
      put("profile", n, s, me, te, t2, ll)
    }
  }
}
close(out)
