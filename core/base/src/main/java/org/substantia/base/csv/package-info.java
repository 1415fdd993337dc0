/** Tables as comma-separated text. */
package org.substantia.base.csv;
