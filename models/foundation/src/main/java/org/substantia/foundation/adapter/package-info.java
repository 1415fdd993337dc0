/** Low-rank adapters (LoRA) of encoders, and the files of Hugging Face's library PEFT that hold them. */
package org.substantia.foundation.adapter;
