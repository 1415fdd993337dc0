/** What is read of a case before it is measured, and how its files are known again. */
package org.substantia.pipeline.input;
