/** {@code substantia train} and {@code substantia distill}: what they share and what each of them is given. */
package org.substantia.cli.training;
