/* Inside the study room: which row of each trial is taken, and what is said of the others. */
#ifndef COPSE_STUDY_CHOICE_H
#define COPSE_STUDY_CHOICE_H

#include <copse/study.h>

/* Zero-initialise; copse_i_choice_free frees what it owns. */
typedef struct copse_i_choice {
    const copse_frame *frame;
    const copse_trial_opts *opts;
    copse_study_set usable; /* rows from which an effect can be computed, and those from which none can */
    copse_frame chosen;     /* shares the strings of `frame` */
    bool *keep;             /* of the frame's rows */
    copse_passed_over *passed;
    double *n; /* sample size of the frame's rows */
    size_t passed_over;
} copse_i_choice;

/* Binds all rows, then chooses. */
copse_status copse_i_choice_make(copse_i_choice *choice, const copse_binding *binding, copse_error *err);
/* Rows left out, and trials in which the order of the file had to decide. */
void copse_i_choice_warn(const copse_i_choice *choice, copse_notes *warnings);
/* Puts rows without an effect and rows passed over among set->dropped, in file order. COPSE_ENOMEM is its only failure. */
copse_status copse_i_choice_list(const copse_i_choice *choice, copse_study_set *set);
void copse_i_choice_free(copse_i_choice *choice);

/* The place of a row among the frame's, whose numbers in the file rise. */
size_t copse_i_frame_place(const copse_frame *frame, size_t file_row);

#endif
