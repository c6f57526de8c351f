# Data sets of univariate_metafor.csv that were not here before: from the R package metadat (1.2-0), effect sizes by metafor 3.8-1, and
# made ones of 3 to 2,000 studies.  Usage: Rscript make_univariate_data.R   (in this directory)
suppressMessages({library(metafor); library(metadat)})
f17 <- function(x) formatC(as.numeric(x), digits = 17, format = "g", width = 1)
put <- function(name, d, extra = NULL) {
  d <- as.data.frame(d)
  d <- d[complete.cases(d[c("yi", "vi", extra)]), ]
  out <- data.frame(yi = f17(d$yi), vi = f17(d$vi))
  for (m in extra) out[[m]] <- if (is.numeric(d[[m]])) f17(d[[m]]) else as.character(d[[m]])
  write.csv(out, file.path("data", paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}
or <- function(d, measure = "OR") escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d)
put("raudenbush1985", dat.raudenbush1985, c("weeks", "setting"))
put("bangertdrowns2004_grade", dat.bangertdrowns2004, c("length", "grade"))
put("li2007", or(dat.li2007), "year")
put("linde2005", or(dat.linde2005, "RR"), c("year", "duration"))
put("collins1985b", escalc("OR", ai = pre.xti, n1i = pre.nti, ci = pre.xci, n2i = pre.nci, data = dat.collins1985b), "year")
put("nielweise2007", or(dat.nielweise2007), "year")
put("nielweise2008", escalc("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.nielweise2008), "year")
put("hart1999", escalc("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.hart1999), c("year", "compgrp"))
put("pritz1997", escalc("PLO", xi = xi, ni = ni, data = dat.pritz1997), "ni")
put("lee2004", or(dat.lee2004), "year")
put("konstantopoulos2011", dat.konstantopoulos2011, c("year", "district"))
put("curtis1998", escalc("ROM", m1i = m2i, sd1i = sd2i, n1i = n2i, m2i = m1i, sd2i = sd1i, n2i = n1i, data = dat.curtis1998), c("time", "method"))
put("mcdaniel1994", escalc("ZCOR", ri = ri, ni = ni, data = dat.mcdaniel1994), c("ni", "type", "struct"))
d <- dat.landenberger2005
put("landenberger2005", escalc("OR", ai = n.cbt.rec, bi = n.cbt.non, ci = n.ctrl.rec, di = n.ctrl.non, data = d), c("age", "design"))
put("egger2001", or(dat.egger2001), "year")
put("viechtbauer2021", escalc("OR", ai = xTi, n1i = nTi, ci = xCi, n2i = nCi, data = dat.viechtbauer2021), "dose")
put("cohen1981", escalc("ZCOR", ri = ri, ni = ni, data = dat.cohen1981), "ni")
put("bourassa1996", escalc("OR", ai = lh.le, bi = lh.re, ci = rh.le, di = rh.re, data = dat.bourassa1996), c("year", "sex"))
put("bornmann2007", escalc("OR", ai = waward, n1i = wtotal, ci = maward, n2i = mtotal, data = dat.bornmann2007), c("year", "type"))
set.seed(20260105, kind = "Mersenne-Twister", normal.kind = "Inversion")
for (k in c(3, 4, 200, 500, 2000)) {
  d <- data.frame(vi = round(rchisq(k, 3) / 40 + 0.004, 6), x = round(rnorm(k), 3), g = rep(c("a", "b", "c"), length.out = k))
  d$yi <- round(0.3 + 0.15 * d$x - 0.1 * (d$g == "b") + rnorm(k, 0, sqrt(d$vi + 0.03)), 6)
  put(paste0("made", k), d, c("x", "g"))
}
