# Fragility indexes by metafor 3.8-1, for fragility.csv.  Usage: Rscript make_fragility.R (this directory)
# The search of Atal et al. 2019 written out: at each step that change of one outcome, in any trial and group, that brings the limit
# nearest to no effect closest to it.
suppressMessages(library(metafor))
D <- list(small = rbind(c(12,38,22,28), c(8,42,15,35), c(20,60,31,49), c(5,45,9,41), c(30,70,41,59)),
  loose = rbind(c(12,38,13,37), c(8,42,14,36), c(20,60,24,56), c(15,25,18,22)), zeros = rbind(c(0,30,4,26), c(1,49,7,43), c(2,58,9,51)))
index <- function(x, me, mt) {
  ci <- function(x) { r <- try(suppressWarnings(rma(measure = me, ai = x[,1], bi = x[,2], ci = x[,3], di = x[,4], method = mt)), silent = TRUE)
    if (inherits(r, "try-error")) NA else max(r$ci.lb, -r$ci.ub) }
  out <- ci(x) > 0; n <- 0
  repeat {
    best <- NA
    for (i in seq_len(nrow(x))) for (g in c(0, 2)) for (e in c(TRUE, FALSE)) {
      y <- x; from <- g + if (e) 2 else 1; to <- g + if (e) 1 else 2
      if (y[i, from] < 1) next
      y[i, from] <- y[i, from] - 1; y[i, to] <- y[i, to] + 1
      m <- ci(y)
      if (!is.na(m) && (is.na(best) || (if (out) m < best else m > best))) { best <- m; keep <- y }
    }
    x <- keep; n <- n + 1
    if ((best > 0) != out) return(c(n, out))
  }
}
o <- file("fragility.csv", "w")
writeLines("tables,measure,method,excludes,index,a,source", o)
for (n in names(D)) for (me in c("OR", "RR")) for (mt in c("DL", "EE")) {
  r <- index(D[[n]], me, mt)
  writeLines(paste(c(n, me, mt, r[2], r[1], paste(t(D[[n]]), collapse = " "), "metafor 3.8-1"), collapse = ","), o)
}
close(o)
