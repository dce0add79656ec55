/** What a user writes and reads: the custom resources. Data and schema annotations only, nothing that decides. */
@NullMarked
package dev.incusoperator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
