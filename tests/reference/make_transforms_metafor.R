# Writes transforms_metafor.csv: the transf.* functions of metafor 3.8-1 at the rows of transforms.csv (peer).
# metafor cuts alpha at 0 and its integrals 10 tau from the mean, at the accuracy of integrate(): rtol says so.
# Usage: Rscript make_transforms_metafor.R
suppressMessages(library(metafor))
file <- read.csv("transforms.csv", colClasses = "character")
num <- function(column) suppressWarnings(as.numeric(file[[column]]))
x <- num("x"); pc <- num("control_risk"); sd <- num("sd"); tau2 <- num("tau2"); size <- num("size")
plain <- list(logit = transf.ilogit, tanh = transf.ztor, arcsin = transf.iarcsin, square = transf.isqrt, ahw = transf.iahw, abt = transf.iabt,
              dtocles = transf.dtocles, dtou1 = transf.dtou1, dtou2 = transf.dtou2, dtou3 = transf.dtou3, dtobesd = transf.dtobesd, dtorpb = transf.dtorpb)
int <- list(exp.int = transf.exp.int, logit.int = transf.ilogit.int, tanh.int = transf.ztor.int)
value <- rep(NA_real_, nrow(file)); rtol <- rep("1e-10", nrow(file))
for (i in seq_len(nrow(file))) {
    t <- file$transform[i]
    if (t %in% names(plain) && abs(x[i]) <= 12 && (abs(x[i]) > 1e-6 || x[i] == 0)) {
        if (t %in% c("ahw", "abt") && x[i] < 0 || t == "dtobesd" && x[i] < -3) next
        value[i] <- plain[[t]](x[i])
    }
    if (t %in% names(int) && abs(x[i]) <= 5 && x[i] != 0) {
        value[i] <- suppressWarnings(try(int[[t]](x[i], targs = list(tau2 = tau2[i])), silent = TRUE))
        rtol[i] <- "1e-4"
        if (tau2[i] < 1e-6 && tau2[i] > 0 || tau2[i] > 20 && t == "exp.int") value[i] <- NA
    }
    if (t == "pft") value[i] <- transf.ipft(x[i], size[i])
    if (t == "irft") value[i] <- transf.iirft(x[i], size[i])
    if (t %in% c("pft", "irft")) rtol[i] <- "1e-6"
    if (t == "rr" && abs(x[i]) <= 12) value[i] <- transf.logortorr(x[i], pc[i])
    if (t == "rd" && file$scale[i] == "or" && abs(x[i]) <= 12 && abs(x[i]) > 1e-6) value[i] <- transf.logortord(x[i], pc[i])
    if (t == "dtomd") value[i] <- transf.dtomd(x[i], targs = list(sd = sd[i]))
}
use <- is.finite(value) & (value == 0 | abs(value) > 1e-6)
out <- file[use, ]
out$value <- sprintf("%.17g", value[use]); out$rtol <- rtol[use]; out$source <- "metafor 3.8-1"
write.csv(out, "transforms_metafor.csv", row.names = FALSE, quote = FALSE)
cat(nrow(out), "rows\n")
