/* Expressions as R writes them: the names of terms and columns. */
#include "formula_lex.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *copse_i_formula_symbol(copse_i_formula_op op)
{
    static const char *const symbol[] = {"",   "|", "&", "!", "==", "!=",   "<", "<=", ">",
                                         ">=", "+", "-", "*", "/",  "%in%", ":", "^"};
    return symbol[op];
}

/* The digits that 15 significant ones need, without trailing zeros, and the power of ten of the first. */
static int significant(double x, char digits[24], int *power)
{
    char buf[40];
    (void)snprintf(buf, sizeof buf, "%.14e", fabs(x));
    char *e = strchr(buf, 'e');
    *power = e != NULL ? (int)strtol(e + 1, NULL, 10) : 0;
    int n = 0;
    for (const char *s = buf; s != e && *s != '\0' && n < 20; s++)
        if (*s >= '0' && *s <= '9') digits[n++] = *s; /* whatever the locale's point is */
    while (n > 1 && digits[n - 1] == '0') n--;
    digits[n] = '\0';
    return n;
}

void copse_i_formula_number(double x, copse_text *out)
{
    char digits[24] = "0";
    int power = 0;
    if (!isfinite(x)) {
        copse_text_add(out, isnan(x) ? "NaN" : x > 0 ? "Inf" : "-Inf");
        return;
    }
    const int n = x == 0 ? 1 : significant(x, digits, &power);
    const int decimals = n - 1 - power > 0 ? n - 1 - power : 0;
    const int fixed = (power >= 0 ? power + 1 : 1) + (decimals > 0 ? decimals + 1 : 0);
    const int scientific = n + (n > 1 ? 1 : 0) + (abs(power) >= 100 ? 5 : 4);
    if (x < 0) copse_text_add(out, "-");
    if (fixed > scientific) {
        copse_text_add_char(out, digits[0], 1);
        if (n > 1) copse_text_printf(out, ".%s", digits + 1);
        copse_text_printf(out, "e%c%02d", power < 0 ? '-' : '+', abs(power));
        return;
    }
    if (power < 0) copse_text_add(out, "0.");
    for (int i = power < 0 ? power + 1 : 0; i < (n > power + 1 ? n : power + 1); i++) {
        if (i == power + 1 && power >= 0) copse_text_add_char(out, '.', 1);
        copse_text_add_bytes(out, i >= 0 && i < n ? &digits[i] : "0", 1);
    }
}

static void quote(const char *text, char mark, copse_text *out)
{
    copse_text_add_char(out, mark, 1);
    for (const char *s = text; *s != '\0'; s++) {
        if (*s == mark || *s == '\\') copse_text_add_char(out, '\\', 1);
        copse_text_add_char(out, *s, 1);
    }
    copse_text_add_char(out, mark, 1);
}

static void call(const copse_i_node *node, copse_text *out)
{
    copse_text_printf(out, "%s(", node->text);
    for (size_t i = 0; i < node->args; i++) {
        if (i > 0) copse_text_add(out, ", ");
        if (node->arg_name[i] != NULL) copse_text_printf(out, "%s = ", node->arg_name[i]);
        copse_i_formula_deparse(node->arg[i], out);
    }
    copse_text_add_char(out, ')', 1);
}

static void binary(const copse_i_node *node, copse_text *out)
{
    const bool tight = node->op == FORMULA_OVER || node->op == FORMULA_COLON || node->op == FORMULA_POWER;
    copse_i_formula_deparse(node->arg[0], out);
    copse_text_printf(out, tight ? "%s" : " %s ", copse_i_formula_symbol(node->op));
    copse_i_formula_deparse(node->arg[1], out);
}

static bool is_constant(const char *name)
{
    return strcmp(name, "TRUE") == 0 || strcmp(name, "FALSE") == 0 || strcmp(name, "NULL") == 0;
}

void copse_i_formula_deparse(const copse_i_node *node, copse_text *out)
{
    switch (node->kind) {
    case FORMULA_NUMBER:
        copse_i_formula_number(node->number, out);
        break;
    case FORMULA_STRING:
        quote(node->text, '"', out);
        break;
    case FORMULA_NAME:
        if (copse_i_formula_is_name(node->text) || is_constant(node->text)) copse_text_add(out, node->text);
        else quote(node->text, '`', out);
        break;
    case FORMULA_CALL:
        call(node, out);
        break;
    case FORMULA_UNARY:
        copse_text_add(out, copse_i_formula_symbol(node->op));
        copse_i_formula_deparse(node->arg[0], out);
        break;
    case FORMULA_BINARY:
        binary(node, out);
        break;
    case FORMULA_GROUP:
        copse_text_add_char(out, '(', 1);
        copse_i_formula_deparse(node->arg[0], out);
        copse_text_add_char(out, ')', 1);
        break;
    }
}

const copse_i_node *copse_i_formula_inner(const copse_i_node *node)
{
    while (node->kind == FORMULA_GROUP) node = node->arg[0];
    return node;
}
