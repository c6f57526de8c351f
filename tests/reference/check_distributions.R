# Compares distributions.csv with R's own distribution functions.  Usage: Rscript check_distributions.R (this directory)
d <- read.csv("distributions.csv"); a <- d$arg1; b <- d$arg2; c3 <- d$arg3
r <- numeric(nrow(d))
for (i in seq_len(nrow(d))) r[i] <- switch(d$function.[i],
  norm_lower = pnorm(a[i]), norm_upper = pnorm(a[i], lower.tail = FALSE), norm_quantile = qnorm(a[i]),
  t_lower = pt(a[i], b[i]), t_upper = pt(a[i], b[i], lower.tail = FALSE), t_quantile_upper = qt(a[i], b[i], lower.tail = FALSE),
  chisq_lower = pchisq(a[i], b[i]), chisq_upper = pchisq(a[i], b[i], lower.tail = FALSE),
  chisq_quantile_lower = qchisq(a[i], b[i]), chisq_quantile_upper = qchisq(a[i], b[i], lower.tail = FALSE),
  F_upper = pf(a[i], b[i], c3[i], lower.tail = FALSE), F_lower = pf(a[i], b[i], c3[i]), lgamma_diff = lgamma(a[i]) - lgamma(b[i]))
e <- ifelse(r == d$value, 0, abs(r - d$value) / abs(d$value))
print(tapply(e, d$function., max)); print(nrow(d))
o <- order(-e)[1:25]; print(cbind(d[o, c(1, 2, 3, 4, 6, 7)], R = r[o], e = e[o]), digits = 12)
